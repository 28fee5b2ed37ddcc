using System.Collections.Concurrent;
using System.Threading.Channels;

namespace SettleEngine.Doors.Frames;

/// <summary>The groups of one door. Allocated as needed up to a number, then waited for.</summary>
/// <remarks>Groups may come back after the door is shut, so there is nothing in here that could be disposed too early.
/// Thread rule: any thread.</remarks>
internal sealed class FrameGroupPool
{
    private readonly ConcurrentBag<FrameGroup> _free = [];
    private readonly Channel<bool> _left = Channel.CreateUnbounded<bool>();
    private readonly int _capacity;

    public FrameGroupPool(int groups, int capacity)
    {
        _capacity = capacity;
        for (var i = 0; i < groups; i++)
        {
            _left.Writer.TryWrite(true);
        }
    }

    /// <summary>Takes an empty group; waits while all are in use.</summary>
    public async ValueTask<FrameGroup> RentAsync(CancellationToken cancellationToken)
    {
        await _left.Reader.ReadAsync(cancellationToken);
        return _free.TryTake(out var group) ? group : new FrameGroup(_capacity);
    }

    /// <summary>Gives a group back.</summary>
    public void Return(FrameGroup group)
    {
        group.Release();
        _free.Add(group);
        _left.Writer.TryWrite(true);
    }
}
