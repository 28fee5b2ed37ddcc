namespace SettleEngine.Core.Batch;

/// <summary>
/// Which lane the next batch goes to: of those with room the one with the fewest batches that are not in a block, and of equals
/// the one whose turn it is. A lane that does not move keeps what it has, so the others are always less loaded.
/// </summary>
/// <param name="lanes">How many lanes there are. At first none has room.</param>
/// <remarks>Pure but for what it was told. One owner, no locks.</remarks>
public sealed class LaneRooms(int lanes)
{
    private readonly Lane[] _lanes = new Lane[lanes];
    private int _last = lanes - 1;

    /// <summary>Whether a lane has room.</summary>
    public bool IsAny
    {
        get
        {
            for (var lane = 0; lane < _lanes.Length; lane++)
            {
                if (_lanes[lane].Free > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Records what a lane says of itself; it replaces what it said before.</summary>
    /// <param name="lane">Index of the lane.</param>
    /// <param name="open">Batches that it has and that are not in a block.</param>
    /// <param name="room">Batches that it would take on top of those.</param>
    /// <param name="taken">Batches that it was ever given, as far as it knew when it said so.</param>
    public void Tell(int lane, int open, int room, long taken)
    {
        ref var known = ref _lanes[lane];
        Invariant.Holds(taken <= known.Handed);
        (known.Open, known.Room, known.Taken) = (open, room, taken);
    }

    /// <summary>Chooses a lane for a batch that is given to it now.</summary>
    /// <returns>Index of the lane.</returns>
    public int Take()
    {
        var best = -1;
        for (var i = 1; i <= _lanes.Length; i++)
        {
            var lane = (_last + i) % _lanes.Length;
            if (_lanes[lane].Free > 0 && (best < 0 || _lanes[lane].Load < _lanes[best].Load))
            {
                best = lane;
            }
        }

        Invariant.Holds(best >= 0);
        _lanes[best].Handed++;
        _last = best;
        return best;
    }

    private struct Lane
    {
        public int Open;
        public int Room;
        public long Taken;
        public long Handed;

        /// <summary>Batches on the way to it, which it did not know of when it spoke last.</summary>
        private readonly long OnTheWay => Handed - Taken;

        public readonly long Free => Room - OnTheWay;

        public readonly long Load => Open + OnTheWay;
    }
}
