using System.Threading.Channels;
using SettleEngine.Core;

namespace SettleEngine.Doors.Frames;

/// <summary>What one connection owes and is owed: credit, items without answer, answered groups that wait to be written.</summary>
/// <remarks>Thread rule: the reader takes credit and groups, the engine's stages answer, the writer collects; one lock, held
/// for a few instructions, because it is taken per group and not per item.</remarks>
internal sealed class FrameLedger
{
    private readonly Lock _gate = new();
    private readonly Queue<FrameGroup> _answered = new();
    private readonly FrameGroupPool _pool;
    private readonly Channel<bool> _slots = Channel.CreateUnbounded<bool>();
    private int _credit;
    private int _owed;
    private int _answeredItems;
    private bool _closed;

    public FrameLedger(FrameGroupPool pool, int credit, int maxGroups)
    {
        _pool = pool;
        _credit = credit;
        for (var i = 0; i < maxGroups; i++)
        {
            _slots.Writer.TryWrite(true);
        }
    }

    /// <summary>Wakes the connection's writer.</summary>
    public AsyncSignal Work { get; } = new();

    /// <summary>Items that were taken and whose answers were not written yet.</summary>
    public int Owed
    {
        get
        {
            lock (_gate)
            {
                return _owed;
            }
        }
    }

    /// <summary>Whether some answers wait while others are still due: then it pays to gather.</summary>
    public bool IsWorthGathering
    {
        get
        {
            lock (_gate)
            {
                return _answeredItems > 0 && _answeredItems < _owed;
            }
        }
    }

    /// <summary>Takes credit for items that were announced.</summary>
    /// <returns>False when the caller has not so much.</returns>
    public bool TryTakeCredit(int items)
    {
        lock (_gate)
        {
            if (items > _credit)
            {
                return false;
            }

            _credit -= items;
            return true;
        }
    }

    /// <summary>Takes an empty group; waits while this connection or the door has too many out.</summary>
    public async ValueTask<FrameGroup> RentAsync(CancellationToken cancellationToken)
    {
        await _slots.Reader.ReadAsync(cancellationToken);
        FrameGroup group;
        try
        {
            group = await _pool.RentAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _slots.Writer.TryWrite(true);
            throw;
        }

        group.Bind(this);
        return group;
    }

    /// <summary>Notes that the items of a group will be answered. Called before the engine sees the group.</summary>
    public void Owe(int items)
    {
        lock (_gate)
        {
            _owed += items;
        }
    }

    /// <summary>A group has its answers. Called from a stage.</summary>
    public void Answered(FrameGroup group)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _answered.Enqueue(group);
                _answeredItems += group.Group.Count;
                group = null!;
            }
        }

        if (group is null)
        {
            Work.Set();
        }
        else
        {
            GiveBack(group);
        }
    }

    /// <summary>Takes the next answered group, for writing.</summary>
    public FrameGroup? TakeAnswered()
    {
        lock (_gate)
        {
            return _answered.TryDequeue(out var group) ? group : null;
        }
    }

    /// <summary>The answers of a group are in the output: the group goes back, its credit is given again.</summary>
    /// <returns>The items, for the next Credit frame.</returns>
    public int Wrote(FrameGroup group)
    {
        var items = group.Group.Count;
        lock (_gate)
        {
            Invariant.Holds(_owed >= items);
            _owed -= items;
            _answeredItems -= items;
            _credit += items;
        }

        GiveBack(group);
        return items;
    }

    /// <summary>The connection is gone: answers are dropped from now on, and groups go straight back.</summary>
    public void Close()
    {
        List<FrameGroup> rest;
        lock (_gate)
        {
            _closed = true;
            rest = [.. _answered];
            _answered.Clear();
        }

        foreach (var group in rest)
        {
            GiveBack(group);
        }
    }

    private void GiveBack(FrameGroup group)
    {
        _pool.Return(group);
        _slots.Writer.TryWrite(true);
    }
}
