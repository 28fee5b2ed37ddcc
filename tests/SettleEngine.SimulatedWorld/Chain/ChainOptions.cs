namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>What kind of chain this run has.</summary>
public sealed record ChainOptions
{
    public ulong ChainId { get; init; } = 84_532;

    public int BlockTimeMs { get; init; } = 2_000;

    public ulong GasLimit { get; init; } = 400_000_000;

    public ulong BaseFeeFloorWei { get; init; } = 5_000_000;

    /// <summary>Blocks between the newest and the safe one.</summary>
    public ulong SafeDepth { get; init; } = 8;

    /// <summary>Blocks between the newest and the finalized one.</summary>
    public ulong FinalizedDepth { get; init; } = 16;

    /// <summary>Whether the pool refuses a cap below the base fee and evicts what falls below it, as anvil does; otherwise
    /// such transactions wait.</summary>
    public bool EvictsBelowBaseFee { get; init; }

    /// <summary>Whether the pool refuses account nonces that leave a gap; otherwise they wait.</summary>
    public bool RefusesGaps { get; init; }

    /// <summary>Transactions of one account that the pool keeps.</summary>
    public int PoolSlotsPerAccount { get; init; } = 16;

    /// <summary>Seconds by which block time is ahead of the engine's clock; may be negative.</summary>
    public int ClockSkewSeconds { get; init; }

    /// <summary>Chance per million that an executable transaction is left for the next block.</summary>
    public int LeftOutPerMillion { get; init; } = 20_000;
}
