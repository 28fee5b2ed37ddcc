namespace SettleEngine.Verifier.Queues;

/// <summary>Runs that wait with one kind of work. Threads take a piece of each in turn; half of what is taken at once is
/// kept for short runs, so that a single payment does not wait for the groups before it.</summary>
/// <param name="kind">What of the runs waits here.</param>
/// <remarks>Thread rule: under the lock of <see cref="WorkQueues"/>.</remarks>
internal sealed class RunQueue(WorkKind kind)
{
    /// <summary>Most items of a short run.</summary>
    private const int MaxShort = 16;

    private readonly Queue<VerificationRun> _short = new();
    private readonly Queue<VerificationRun> _long = new();

    /// <summary>Items that wait. Those of a cancelled call count until the call's turn comes.</summary>
    public int ItemCount { get; private set; }

    /// <summary>Whether any run waits.</summary>
    public bool IsEmpty => _short.Count + _long.Count == 0;

    /// <summary>Adds a run at the end, unless it waits here already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="newItems">Items of it that began to wait just now.</param>
    public void Add(VerificationRun run, int newItems)
    {
        if (run.Stand(kind))
        {
            QueueOf(run).Enqueue(run);
            newItems = run.Waiting(kind);
        }

        ItemCount += newItems;
    }

    /// <summary>Takes items.</summary>
    /// <param name="limit">Most items.</param>
    /// <param name="work">Receives them; runs that were cancelled meanwhile and have nothing more are ended there.</param>
    /// <returns>How many items.</returns>
    public int Take(int limit, Assignment work)
    {
        var taken = Take(_short, _long.Count > 0 ? (limit + 1) / 2 : limit, work);
        taken += Take(_long, limit - taken, work);
        return taken + Take(_short, limit - taken, work);
    }

    private int Take(Queue<VerificationRun> runs, int limit, Assignment work)
    {
        var taken = 0;
        while (taken < limit && work.HasRoom && runs.TryDequeue(out var run))
        {
            run.Step(kind);
            ItemCount -= run.Waiting(kind);
            var piece = run.Take(kind, limit - taken);
            if (piece.Count > 0)
            {
                work.Add(piece);
                taken += piece.Count;
            }

            if (run.Waiting(kind) > 0)
            {
                Add(run, newItems: 0);
            }
            else if (run.IsDone)
            {
                work.End(run);
            }
        }

        return taken;
    }

    private Queue<VerificationRun> QueueOf(VerificationRun run) => run.Items.Length <= MaxShort ? _short : _long;
}
