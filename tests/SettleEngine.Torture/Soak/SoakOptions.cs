using SettleEngine.HostileRpc;
using SettleEngine.HostileRpc.Pool;

namespace SettleEngine.Torture.Soak;

/// <summary>How long an engine lives on a hostile chain, and how hostile that is.</summary>
public sealed record SoakOptions
{
    private const string Send = "eth_sendRawTransaction";

    /// <summary>Minutes of trouble; then all of it ends and everything must be settled.</summary>
    public double Minutes { get; init; } = 30;

    /// <summary>New payments in a second.</summary>
    public int PaymentsPerSecond { get; init; } = 20;

    /// <summary>Accounts that send.</summary>
    public int Lanes { get; init; } = 3;

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 100;

    /// <summary>Time between blocks.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Blocks from one reorg to the next.</summary>
    public int ReorgInterval { get; init; } = 50;

    /// <summary>Blocks that a reorg replaces at most.</summary>
    public int MaxReorgDepth { get; init; } = 8;

    /// <summary>How many times its floor the base fee is while it is high.</summary>
    public ulong BaseFeeFactor { get; init; } = 100;

    /// <summary>Names payments, faults and moments.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the engine may take to settle everything when the trouble is over.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hears in sentences what happens; null for nobody.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>What the only endpoint does to the engine's calls: a fifth of them goes wrong.</summary>
    public FaultScript Script => new()
    {
        Seed = Seed,
        Pool = new PoolRules(),
        Rules =
        [
            new() { Method = Send, Action = FaultAction.DropAfterForward, Share = 0.06 },
            new() { Method = Send, Action = FaultAction.Repeat, Share = 0.04 },
            new() { Method = Send, Action = FaultAction.Hold, Share = 0.02, ReleaseSeconds = 8 },
            new() { Method = "eth_getTransactionReceipt", Action = FaultAction.NullFirst, Share = 0.05 },
            new() { Method = "eth_getTransactionReceipt", Action = FaultAction.NoLogs, Share = 0.02 },
            new() { Method = "eth_getBlockByNumber", Action = FaultAction.Stale, Share = 0.02 },
            new() { Action = FaultAction.DropBeforeForward, Share = 0.04 },
            new() { Action = FaultAction.Delay, Share = 0.03, DelayMs = 300 },
            new() { Action = FaultAction.RateLimit, Share = 0.03 },
            new() { Action = FaultAction.ServerError, Share = 0.02 },
            new() { Action = FaultAction.Html, Share = 0.02 },
            new() { Action = FaultAction.TruncatedJson, Share = 0.03 },
            new() { Action = FaultAction.StaleHead, Share = 0.03, Blocks = 4 },
            new() { Action = FaultAction.ReorderBatch, Share = 0.01 },
            new() { Action = FaultAction.MissingItem, Share = 0.01 },
        ],
    };
}
