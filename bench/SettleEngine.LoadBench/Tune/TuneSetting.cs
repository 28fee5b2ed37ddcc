using System.Globalization;
using SettleEngine.Worker.Options;

namespace SettleEngine.LoadBench.Tune;

/// <summary>One point of a sweep.</summary>
/// <param name="BlockTime">Time between blocks.</param>
/// <param name="PaymentsPerSecond">Payments that arrive in a second.</param>
/// <param name="BatchMax">Value of <c>--batch-max</c>.</param>
/// <param name="Lanes">Accounts that send.</param>
/// <param name="BatchWait">Value of <c>--batch-wait</c>.</param>
/// <param name="Objective">Value of <c>--objective</c>.</param>
internal readonly record struct TuneSetting(
    TimeSpan BlockTime,
    double PaymentsPerSecond,
    int BatchMax,
    int Lanes,
    TimeSpan BatchWait,
    string Objective = TuneSetting.Balanced)
{
    /// <summary>The engine's own default, which need not be said.</summary>
    public const string Balanced = "balanced";

    /// <summary>How long payments go on arriving behind those whose latency counts, so that the last of them has as much company as the
    /// first: the longest that a payment waits by its settings, and two blocks.</summary>
    public TimeSpan Company
    {
        get
        {
            var latency = ObjectiveReader.TryParse(Objective)?.MaxLatency ?? TimeSpan.Zero;
            return (latency > BatchWait ? latency : BatchWait) + (2 * BlockTime);
        }
    }

    /// <summary>The options of <c>settle run</c>, ready to paste.</summary>
    public string Options => string.Create(
        CultureInfo.InvariantCulture,
        $"--batch-max {BatchMax} --batch-wait {BatchWait.TotalMilliseconds:0}ms{(Objective == Balanced ? "" : $" --objective {Objective}")}");
}
