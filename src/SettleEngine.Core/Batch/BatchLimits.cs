namespace SettleEngine.Core.Batch;

/// <summary>What one transaction may hold, whatever the provider asks for.</summary>
public static class BatchLimits
{
    /// <summary>Most payments in a transaction. 200 × 75,000 gas + 60,000 stays below <see cref="MaxGas"/>, and beyond 100
    /// another payment saves less than 0.6 % of its gas.</summary>
    public const int MaxItems = 200;

    /// <summary>Most gas in a transaction: 2²⁴ (EIP-7825).</summary>
    public const ulong MaxGas = 16_777_216;

    /// <summary>Most calldata bytes. Pools refuse transactions above 131,072 bytes; the rest is for the envelope.</summary>
    public const int MaxCalldataBytes = 126_000;

    /// <summary>Most of a block's gas that one transaction may ask for, in percent, so that a shrunken block still takes it.</summary>
    public const int MaxBlockSharePercent = 60;
}
