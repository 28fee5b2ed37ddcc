using System.Runtime.CompilerServices;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>Broken promises of one run, each as a sentence that begins with the promise's name.</summary>
public sealed class Violations(World world)
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Check(bool holds, string promise, string sentence)
    {
        if (!holds)
        {
            Add(promise, sentence);
        }
    }

    public void Check(bool holds, string promise, [InterpolatedStringHandlerArgument(nameof(holds))] ref Sentence sentence)
    {
        if (!holds)
        {
            Add(promise, sentence.Finish());
        }
    }

    public void Add(string promise, string sentence)
    {
        world.Trace($"VIOLATION {promise}: {sentence}");
        if (_sentences.Count < 50)
        {
            _sentences.Add($"{promise}: {sentence} (at {world.Time.Ticks / TimeSpan.TicksPerMillisecond} ms)");
        }
    }
}
