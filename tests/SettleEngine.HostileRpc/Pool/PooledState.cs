namespace SettleEngine.HostileRpc.Pool;

/// <summary>Where a transaction is.</summary>
internal enum PooledState
{
    /// <summary>The node has it, or had it.</summary>
    Forwarded,

    /// <summary>Kept back by a rule of the script.</summary>
    Held,

    /// <summary>Kept back until the base fee falls.</summary>
    Waiting,
}
