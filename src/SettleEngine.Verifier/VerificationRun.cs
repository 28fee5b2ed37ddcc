using System.Threading.Tasks.Sources;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Verifier;

/// <summary>One call's way through the verifier, reused from call to call.</summary>
/// <remarks>Counters are read and written under the verifier's lock. The last thread to finish a chunk completes the run,
/// and reading the result gives the run back.</remarks>
internal sealed class VerificationRun(ParallelSignatureVerifier owner) : IValueTaskSource
{
    /// <summary>Most signatures taken at once: half a millisecond, what a single payment may have to wait behind.</summary>
    private const int MaxChunk = 8;

    // Continuations run elsewhere: a verifier thread must not carry the pipeline's work.
    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellationToken;
    private Exception? _failure;
    private int _chunk;
    private int _next;
    private int _open;

    public ReadOnlyMemory<SignedAuthorization> Items { get; private set; }

    public Memory<RejectReason> Verdicts { get; private set; }

    public ValueTask Completion => new(this, _completion.Version);

    public void Begin(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        int workerCount,
        CancellationToken cancellationToken)
    {
        Items = items;
        Verdicts = verdicts;
        _cancellationToken = cancellationToken;
        _chunk = Math.Clamp(items.Length / workerCount, 1, MaxChunk);
        _next = 0;
        _open = 0;
        _failure = null;
    }

    /// <summary>Hands out the next chunk, an empty one when the call was cancelled meanwhile.</summary>
    /// <returns>Whether there is more after it.</returns>
    public bool TakeChunk(out int start, out int count)
    {
        start = _next;
        count = Math.Min(_chunk, Items.Length - start);
        if (_cancellationToken.IsCancellationRequested)
        {
            _failure ??= new OperationCanceledException(_cancellationToken);
            count = 0;
            _next = Items.Length;
        }
        else
        {
            _next += count;
        }

        _open++;
        return _next < Items.Length;
    }

    /// <summary>Notes that a chunk is done.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool FinishChunk(InvariantBrokenException? broken)
    {
        _failure = broken ?? _failure;
        _open--;
        return _open == 0 && _next == Items.Length;
    }

    public void Complete()
    {
        Items = default;
        Verdicts = default;
        if (_failure is null)
        {
            _completion.SetResult(true);
        }
        else
        {
            _completion.SetException(_failure);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            _completion.Reset();
            owner.Recycle(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
