namespace SettleEngine.HostileRpc.Pool;

/// <summary>What the pools of production nodes refuse. A development node takes most of it, so that mistakes stay unseen.</summary>
public sealed record PoolRules
{
    /// <summary>By how many percent a replacement must raise both its tip and its cap.</summary>
    /// <value>Default 10, as in geth.</value>
    public int ReplacementPercent { get; init; } = 10;

    /// <summary>Most gas of one transaction.</summary>
    /// <value>Default 2^24, the limit of EIP-7825.</value>
    public ulong MaxTransactionGas { get; init; } = 16_777_216;

    /// <summary>Most bytes of one signed transaction.</summary>
    /// <value>Default 128 KiB.</value>
    public int MaxTransactionBytes { get; init; } = 131_072;

    /// <summary>Transactions of one account that may wait.</summary>
    /// <value>Default 16, as in reth.</value>
    public int AccountSlots { get; init; } = 16;

    /// <summary>Whether a transaction below the base fee waits until it falls, instead of being refused or forgotten.</summary>
    /// <value>Default true, as in geth.</value>
    public bool WaitsBelowBaseFee { get; init; } = true;
}
