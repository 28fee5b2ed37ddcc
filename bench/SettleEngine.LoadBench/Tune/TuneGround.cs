namespace SettleEngine.LoadBench.Tune;

/// <summary>Where a point is measured.</summary>
internal enum TuneGround
{
    /// <summary>A real engine beside a real node: gas from receipts, latency by the clock.</summary>
    Chain,

    /// <summary>The whole engine in a simulated world: gas and bytes by the cost model, latency in virtual time.</summary>
    Simulator,
}
