using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>No lane is stuck for longer than a minute after its trouble has ended. What a stranger did with a lane's key is over
/// when it is final, so the chain's time to finality comes on top.</summary>
internal sealed class LaneChecker(World world, SimulatedChain chain, Violations violations)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly long _quietAtTicks = world.Time.Ticks;
    private int _life = -1;
    private long _livesSinceTicks;

    /// <summary>Whether a life was looked at that had time enough.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Looks at the lanes of the life that runs.</summary>
    public void Check(EngineLife? life)
    {
        if (life is not { IsAlive: true, IsRecovered: true })
        {
            _life = -1;
            return;
        }

        if (life.Number != _life)
        {
            _life = life.Number;
            _livesSinceTicks = world.Time.Ticks;
        }

        var finality = TimeSpan.FromMilliseconds(chain.Options.BlockTimeMs * (double)(chain.Options.FinalizedDepth + 2));
        if (!IsDone && world.Time.Ticks - Math.Max(_quietAtTicks, _livesSinceTicks) > (Patience + finality).Ticks)
        {
            IsDone = true;
            foreach (var sentence in life.Engine.Health.Troubles.Where(one => one.StartsWith("Lane ", StringComparison.Ordinal)))
            {
                violations.Add("P7", $"a minute after the world fell quiet: {sentence}");
            }
        }
    }
}
