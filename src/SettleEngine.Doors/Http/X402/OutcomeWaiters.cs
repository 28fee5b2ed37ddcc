using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Doors.Http.X402;

/// <summary>Requests that wait for the outcome of an admission, by its id.</summary>
/// <remarks>Register first, then look at what the engine knows already: an outcome that comes in between is not lost.
/// Thread rule: any thread; the lock is held for a few instructions, so the stage that reports outcomes is not held up.</remarks>
internal sealed class OutcomeWaiters : ISettlementSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Entry> _entries = [];

    /// <summary>Requests that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Starts to wait. Every call is paired with one of <see cref="Release"/>.</summary>
    /// <returns>Completes with the first outcome that is reported from now on.</returns>
    public Task<OutcomeNotice> Register(AdmissionSequence id)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id.Value, out var entry))
            {
                entry = new Entry();
                _entries.Add(id.Value, entry);
            }

            entry.Waiters++;
            return entry.Completion.Task;
        }
    }

    /// <summary>Stops to wait.</summary>
    public void Release(AdmissionSequence id)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id.Value, out var entry) && --entry.Waiters == 0)
            {
                _entries.Remove(id.Value);
            }
        }
    }

    /// <inheritdoc/>
    public void OnOutcome(OutcomeNotice notice)
    {
        // None takes an earlier outcome back after a reorg; what replaces it is still to come.
        if (notice.Outcome == SettlementOutcome.None)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryGetValue(notice.Id.Value, out var entry))
            {
                entry.Completion.TrySetResult(notice);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Nobody waits for this: whoever needs the hash asks the engine for the newest one.</remarks>
    public void OnSigned(AdmissionSequence id, Hash256 transactionHash)
    {
    }

    private sealed class Entry
    {
        public TaskCompletionSource<OutcomeNotice> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }
    }
}
