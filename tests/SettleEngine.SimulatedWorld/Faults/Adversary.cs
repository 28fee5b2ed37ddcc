using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>Everybody and everything else, acting about once a block: the chain, other people, the machine.</summary>
internal sealed class Adversary
{
    private readonly World _world;
    private readonly SimulatedChain _chain;
    private readonly ChainTrouble _chainTrouble;
    private readonly PeopleTrouble _peopleTrouble;
    private readonly MachineTrouble _machineTrouble;

    public Adversary(
        World world,
        SimulationOptions options,
        SimulatedChain chain,
        SimulatedDisk disk,
        TrafficSource traffic,
        IReadOnlyList<Address> tokens,
        IReadOnlyList<Address> lanes)
    {
        _world = world;
        _chain = chain;
        _chainTrouble = new ChainTrouble(world, options, chain);
        _peopleTrouble = new PeopleTrouble(world, options, chain, traffic, tokens);
        _machineTrouble = new MachineTrouble(world, options, chain, disk, lanes);
    }

    /// <summary>Whether there is trouble.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Acts from now on.</summary>
    public void Start()
    {
        _peopleTrouble.Start();
        Schedule();
    }

    /// <summary>Ends the trouble and repairs what can be repaired.</summary>
    public void Retire()
    {
        IsActive = false;
        _chainTrouble.End();
        _peopleTrouble.End();
        _machineTrouble.End();
    }

    private void Schedule() => _world.After(TimeSpan.FromMilliseconds(1 + _world.Next(2 * _chain.Options.BlockTimeMs)), () =>
    {
        if (IsActive)
        {
            _chainTrouble.Act(Later);
            _peopleTrouble.Act(Later);
            _machineTrouble.Act(Later);
            Schedule();
        }
    });

    private void Later(int mostSeconds, Action action) =>
        _world.After(TimeSpan.FromSeconds(1 + _world.Next(mostSeconds)), () =>
        {
            if (IsActive)
            {
                action();
            }
        });
}
