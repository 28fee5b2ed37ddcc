using System.Collections.Concurrent;

namespace SettleEngine.Doors.Http.Bulk;

/// <summary>Groups for reuse: each holds some 60 KiB, too much to make one per 256 lines.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class BulkGroups
{
    /// <summary>Authorizations in one group.</summary>
    public const int Capacity = 256;

    // Beyond this many idle ones the memory is worth more than the time.
    private const int MaxIdle = 128;

    private readonly ConcurrentBag<BulkGroup> _idle = [];

    /// <summary>Gives out an empty group; it comes back through <see cref="Return"/>.</summary>
    public BulkGroup Rent(BulkRequest owner)
    {
        if (!_idle.TryTake(out var group))
        {
            group = new BulkGroup(this, Capacity);
        }

        group.Owner = owner;
        return group;
    }

    public void Return(BulkGroup group)
    {
        group.Owner = null;
        group.Items.Clear();
        if (_idle.Count < MaxIdle)
        {
            _idle.Add(group);
        }
    }
}
