using System.Diagnostics;

namespace SettleEngine.LoadBench.Verify;

/// <summary>Sides that are measured in turn, so that whatever else the machine does falls on all of them.</summary>
/// <param name="title">As the table calls it.</param>
/// <param name="native">The side that the others are compared with, measured in the same rounds.</param>
/// <param name="sides">The others.</param>
internal sealed class VerifyPart(string title, VerifySide native, IReadOnlyList<VerifySide> sides)
{
    private const int MinRounds = 6;

    /// <summary>Measures every side once a round until the time is over, or as long as it has something to measure.</summary>
    /// <param name="duration">How long; six rounds at least.</param>
    public void Run(TimeSpan duration)
    {
        VerifySide[] all = [native, .. sides];
        foreach (var side in all)
        {
            side.WarmUp();
        }

        var watch = Stopwatch.StartNew();
        for (var round = 0; round < MinRounds || watch.Elapsed < duration; round++)
        {
            foreach (var side in all.Where(side => !side.IsOver))
            {
                side.Measure();
            }
        }
    }

    /// <summary>The lines of the table.</summary>
    public IEnumerable<VerifyRow> Rows() => sides.Append(native).Select(side => new VerifyRow(
        title,
        side.Name,
        side.Best,
        side.Median,
        side.IsWholeCheck ? native.Best / side.Best : null,
        side.IsWholeCheck ? native.Median / side.Median : null,
        side.Note));
}
