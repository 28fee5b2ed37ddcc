namespace SettleEngine.Pipeline.Submit;

/// <summary>How lanes send.</summary>
public sealed class SubmitOptions
{
    /// <summary>Transactions of one lane that may await inclusion.</summary>
    /// <value>Default 12: nodes keep 16 pending transactions per account; four are left for replacements.</value>
    public int MaxInFlightPerLane { get; set; } = 12;

    /// <summary>Age at which the oldest open transaction is sent again, then replaced.</summary>
    /// <value>Default 10 s: five blocks of an L2.</value>
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a lane in trouble (no gas money, pool full) is left alone.</summary>
    /// <value>Default 2 s: a block.</value>
    public TimeSpan TroublePause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a signer may take before the lane gives the batch to others.</summary>
    /// <value>Default 10 s: a key service far away answers within one; a held request must be signed within 15.</value>
    public TimeSpan SignTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Tip per gas, in wei.</summary>
    /// <value>Default 1: an L2's sequencer asks for none, and a node's suggestion can be 200 times the base fee.</value>
    public ulong TipPerGasWei { get; set; } = 1;

    /// <summary>Whether batches that fit go through the guarded settler, others through Multicall3. Whoever sets it has seen
    /// the settler's code on this chain: a call to an address without code settles nothing.</summary>
    /// <value>Default false.</value>
    public bool UseSettler { get; set; }

    /// <summary>Never offer more than this per gas, in wei.</summary>
    /// <value>Default 1 gwei: 200 times the floor of Base, below one cent per batched payment at 3,000 USD per ETH ×
    /// 50,000 gas = 0.15 USD; lower it to wait for cheaper blocks.</value>
    public ulong MaxFeePerGasWei { get; set; } = 1_000_000_000;

    /// <summary>Never sign a transaction that may cost more than this, in wei; 0 for no limit.</summary>
    /// <value>Default 0.02 ETH: the most gas that a transaction may have, 16,777,216, at 1 gwei is 0.0168 ETH, and the bytes of 200
    /// payments on a stressed L1 (50 gwei, 11,500 gwei a payment) cost 0.0023 ETH. So it bites where the limit per gas does
    /// not: on the L1 fee.</value>
    public UInt128 MaxFeePerTransactionWei { get; set; } = 20_000_000_000_000_000;

    /// <summary>Never sign a transaction with which the last hour's fees might exceed this, in wei; 0 for no limit.</summary>
    /// <value>Default 2 ETH: all of Base's gas target, 30 Mgas/s, is 600 batched payments a second; at its floor of 0.005 gwei with
    /// the L1 part they cost 268 gwei each, 0.58 ETH an hour. Signed batches count three times that until a block holds them.</value>
    public UInt128 MaxSpendPerHourWei { get; set; } = 2_000_000_000_000_000_000;
}
