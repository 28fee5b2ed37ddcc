using SettleEngine.Core.Batch.Cost;

namespace SettleEngine.Worker.Chains;

/// <summary>A chain in the data file.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Costs">What it charges for.</param>
internal sealed record ChainEntry(string Name, ChainCosts Costs);
