using Microsoft.Extensions.Logging;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>What all lanes share.</summary>
/// <param name="Chain">Where transactions go.</param>
/// <param name="Screen">Looks at payers just before signing.</param>
/// <param name="Fees">How fees are offered.</param>
/// <param name="BaseFee">What the next transaction will meet.</param>
/// <param name="Spend">What may be spent.</param>
/// <param name="Troubles">Where trouble is told.</param>
/// <param name="Options">How lanes send.</param>
/// <param name="BatchMax">Most payments in a transaction.</param>
/// <param name="Clock">The time.</param>
/// <param name="Metrics">Counts.</param>
/// <param name="Logger">Receives one line per replacement or trouble.</param>
internal sealed record LaneServices(
    IChainClient Chain,
    MemberScreen Screen,
    FeePolicy Fees,
    BaseFeeWatch BaseFee,
    SpendBook Spend,
    TroubleBoard Troubles,
    SubmitOptions Options,
    int BatchMax,
    EngineClock Clock,
    PipelineMetrics Metrics,
    ILogger Logger)
{
    /// <summary>How often a lane looks at its clock when nothing happens, in milliseconds.</summary>
    public const long TickMs = 500;

    // Everything of a signed transaction but its calldata, rounded up.
    private const int EnvelopeBytes = 200;

    /// <summary>How long a lane in trouble is left alone, in milliseconds.</summary>
    public long TroublePauseMs => (long)Options.TroublePause.TotalMilliseconds;

    /// <summary>Base fee to reckon with, in wei.</summary>
    public ulong BaseFeePerGasWei => BaseFee.PerGasWei;

    /// <summary>The most that a full batch can cost at the next offer.</summary>
    public UInt128 FullBatchWei => Spend.WorstCaseWei(LaneFunds.FullGas(BatchMax), Fees.First(BaseFeePerGasWei), BytesOf(BatchMax));

    /// <summary>Bytes of a transaction, at most.</summary>
    /// <param name="payments">Payments in it.</param>
    /// <returns>Bytes.</returns>
    public static int BytesOf(int payments) => Multicall3Calldata.Size(payments) + EnvelopeBytes;

    /// <summary>Sets or clears a lane's trouble.</summary>
    /// <param name="cause">Name of the cause.</param>
    /// <param name="sentence">What is wrong and what to do, or null.</param>
    /// <returns>Whether this is news.</returns>
    public bool Trouble(string cause, string? sentence) => Troubles.Set(cause, sentence);
}
