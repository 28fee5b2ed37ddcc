using SettleEngine.Core;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Http.Bulk;

/// <summary>The answers of one bulk request, collected from groups that may come back in any order.</summary>
/// <remarks>Thread rule: the request's own flow adds groups and ends the intake; stages bring answers back. Groups write
/// to separate ranges, and whoever reads waits for <see cref="Completed"/> first.</remarks>
internal sealed class BulkRequest
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AdmissionAnswer[] _answers = new AdmissionAnswer[BulkGroups.Capacity];

    // The intake itself counts as one, so that a fast engine cannot complete a request that is still being read.
    private int _outstanding = 1;

    /// <summary>Lines taken so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Completes when every line has its answer and no more lines come.</summary>
    public Task Completed => _completed.Task;

    /// <summary>The answers, in the order of the lines.</summary>
    public ReadOnlySpan<AdmissionAnswer> Answers => _answers.AsSpan(0, Lines);

    /// <summary>Makes room for the answers of a group that is about to be handed over.</summary>
    /// <returns>Position of its first answer.</returns>
    public int Reserve(int count)
    {
        var first = Lines;
        lock (_completed)
        {
            if (_answers.Length < first + count)
            {
                Array.Resize(ref _answers, Math.Max(first + count, 2 * _answers.Length));
            }
        }

        Lines += count;
        Interlocked.Increment(ref _outstanding);
        return first;
    }

    /// <summary>Stores answers that came back.</summary>
    public void Take(int first, ReadOnlySpan<AdmissionAnswer> answers)
    {
        // The array is replaced when it grows; a copy must not go into the one that is being left.
        lock (_completed)
        {
            answers.CopyTo(_answers.AsSpan(first));
        }
    }

    /// <summary>A group is back, or the intake has ended.</summary>
    public void Done()
    {
        var left = Interlocked.Decrement(ref _outstanding);
        Invariant.Holds(left >= 0);
        if (left == 0)
        {
            _completed.TrySetResult();
        }
    }
}
