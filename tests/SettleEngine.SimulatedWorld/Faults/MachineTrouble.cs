using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>What happens to the engine's own things: lane keys, gas money, disk, clock.</summary>
internal sealed class MachineTrouble(
    World world,
    SimulationOptions options,
    SimulatedChain chain,
    SimulatedDisk disk,
    IReadOnlyList<Address> lanes)
{
    private static readonly UInt256 GasMoney = 1_000_000_000_000_000_000;

    public void Act(Action<int, Action> later)
    {
        if (lanes.Count > 1 && world.Strikes(options.ForeignLanePerMillion, FaultKind.ForeignLaneTransaction))
        {
            var lane = lanes[1 + world.Next(lanes.Count - 1)];
            world.Trace($"foreign transaction of lane {lane}");
            chain.IncludeForeign(lane);
        }

        if (world.Strikes(options.BrokeLanePerMillion, FaultKind.BrokeLane))
        {
            var lane = lanes[world.Next(lanes.Count)];
            chain.SetBalance(lane, 1_000);
            later(60, () => chain.SetBalance(lane, GasMoney));
        }

        ActOnDisk(later);
        if (world.Strikes(options.ClockStepPerMillion, FaultKind.ClockStep))
        {
            world.WallClockError = world.Next(4) == 0
                ? TimeSpan.FromSeconds(world.Between(-3_600, 3_600))
                : TimeSpan.FromMilliseconds(world.Between(-3_000, 3_000));
            later(60, () => world.WallClockError = TimeSpan.Zero);
        }
    }

    public void End()
    {
        disk.Faults.Clear();
        world.WallClockError = TimeSpan.Zero;
        foreach (var lane in lanes)
        {
            chain.SetBalance(lane, GasMoney);
        }
    }

    private void ActOnDisk(Action<int, Action> later)
    {
        if (world.Strikes(options.DiskNearlyFullPerMillion, FaultKind.NearlyFullDisk))
        {
            disk.Faults.IsNearlyFull = true;
            later(20, () => disk.Faults.IsNearlyFull = false);
        }

        if (world.Chance(options.DiskFullPerMillion))
        {
            disk.Faults.IsFull = true;
            later(20, () => disk.Faults.IsFull = false);
        }

        if (world.Chance(options.BitRotPerMillion))
        {
            disk.Rot();
        }
    }
}
