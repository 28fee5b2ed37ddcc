using System.Text.Json.Nodes;

namespace SettleEngine.HostileRpc.Pool;

/// <summary>A transaction in the pool.</summary>
/// <param name="transaction">What it says.</param>
/// <param name="call">The call that sent it.</param>
internal sealed class PoolEntry(PooledTransaction transaction, JsonObject call)
{
    /// <summary>What it says.</summary>
    public PooledTransaction Transaction => transaction;

    /// <summary>The call that sent it, to be made again.</summary>
    public JsonObject Call => call;

    /// <summary>Where it is.</summary>
    public PooledState State { get; set; }

    /// <summary>Timestamp at which a held transaction is passed on; <see cref="long.MaxValue"/> for never.</summary>
    public long ReleaseAt { get; set; } = long.MaxValue;
}
