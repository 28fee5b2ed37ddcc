using System.Globalization;
using System.Runtime.CompilerServices;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>A sentence about a broken promise, put together only when the promise is broken: millions are kept.</summary>
[InterpolatedStringHandler]
public ref struct Sentence
{
    private DefaultInterpolatedStringHandler _text;

    public Sentence(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        if (isNeeded)
        {
            _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
        }
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string Finish() => _text.ToStringAndClear();
}
