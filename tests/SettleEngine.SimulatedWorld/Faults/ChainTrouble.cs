using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>What a chain does to those who use it: reorgs, forgetful nodes, dear blocks, outages.</summary>
internal sealed class ChainTrouble(World world, SimulationOptions options, SimulatedChain chain)
{
    private bool _hadReorg;

    public void Act(Action<int, Action> later)
    {
        if (world.Chance(options.ReorgPerMillion) || (!_hadReorg && world.Time.Ticks > options.SureReorgAt.Ticks))
        {
            _hadReorg |= chain.Reorganise(world.Between(1, options.MaxReorgDepth), options.ReturnAfterReorgPerMillion);
        }

        if (world.Chance(options.PoolDropPerMillion) && chain.Waiting is { Count: > 0 } waiting)
        {
            world.Count(FaultKind.PoolDrop);
            chain.Drop(waiting[world.Next(waiting.Count)]);
        }

        if (world.Strikes(options.BaseFeeSpikePerMillion, FaultKind.BaseFeeSpike))
        {
            chain.BaseFeeWei = chain.Options.BaseFeeFloorWei * (ulong)world.Between(2, 400);
            later(60, () => chain.BaseFeeWei = chain.Options.BaseFeeFloorWei);
        }

        if (world.Strikes(options.StallPerMillion, FaultKind.SequencerOutage))
        {
            chain.IsStalled = true;
            later(40, () => chain.IsStalled = false);
        }
    }

    public void End()
    {
        chain.IsStalled = false;
        chain.BaseFeeWei = chain.Options.BaseFeeFloorWei;
    }
}
