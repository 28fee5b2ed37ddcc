using Microsoft.Extensions.Logging;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>What all lanes share.</summary>
/// <param name="Chain">Where transactions go.</param>
/// <param name="Fees">How fees are offered.</param>
/// <param name="Head">The newest header.</param>
/// <param name="Troubles">Where trouble is told.</param>
/// <param name="Options">How lanes send.</param>
/// <param name="BatchMax">Most payments in a transaction.</param>
/// <param name="Clock">The time.</param>
/// <param name="Metrics">Counts.</param>
/// <param name="Logger">Receives one line per replacement or trouble.</param>
internal sealed record LaneServices(
    IChainClient Chain,
    FeePolicy Fees,
    HeadView Head,
    TroubleBoard Troubles,
    SubmitOptions Options,
    int BatchMax,
    EngineClock Clock,
    PipelineMetrics Metrics,
    ILogger Logger)
{
    /// <summary>How often a lane looks at its clock when nothing happens, in milliseconds.</summary>
    public const long TickMs = 500;

    /// <summary>How long a lane in trouble is left alone, in milliseconds.</summary>
    public long TroublePauseMs => (long)Options.TroublePause.TotalMilliseconds;

    /// <summary>Base fee of the newest block, in wei.</summary>
    public ulong BaseFeePerGasWei => Head.Latest?.BaseFeePerGasWei ?? 0;

    /// <summary>Sets or clears a lane's trouble.</summary>
    /// <param name="cause">Name of the cause.</param>
    /// <param name="sentence">What is wrong and what to do, or null.</param>
    /// <returns>Whether this is news.</returns>
    public bool Trouble(string cause, string? sentence) => Troubles.Set(cause, sentence);
}
