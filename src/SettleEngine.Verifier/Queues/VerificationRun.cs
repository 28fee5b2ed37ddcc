using System.Threading.Tasks.Sources;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Verifier.Queues;

/// <summary>One call's way through the verifier, reused from call to call.</summary>
/// <remarks>
/// Counters are read and written under the lock of <see cref="WorkQueues"/>. An item goes through the queue of signatures as
/// they came, and when its payer has no table, through the queue of unknown payers too. A run has ended when it stands in
/// no queue, no thread holds a piece of it, and nothing waits; then nobody touches the caller's memory any more. Reading
/// the result gives the run back.
/// </remarks>
/// <param name="owner">Takes it back.</param>
internal sealed class VerificationRun(ParallelSignatureVerifier owner) : IValueTaskSource
{
    // Continuations run elsewhere: a verifier thread must not carry the pipeline's work.
    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellationToken;
    private Exception? _failure;
    private int[] _unknown = [];
    private int _unknownCount;
    private int _unknownTaken;
    private int _taken;
    private int _openPieces;
    private int _queues;

    /// <summary>The caller's items.</summary>
    public ReadOnlyMemory<SignedAuthorization> Items { get; private set; }

    /// <summary>The caller's verdicts.</summary>
    public Memory<RejectReason> Verdicts { get; private set; }

    /// <summary>What the caller waits for.</summary>
    public ValueTask Completion => new(this, _completion.Version);

    /// <summary>Whether it has ended.</summary>
    public bool IsDone =>
        _queues == 0 && _openPieces == 0 && _taken == Items.Length && _unknownTaken == _unknownCount;

    /// <summary>Begins a call.</summary>
    public void Begin(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        Items = items;
        Verdicts = verdicts;
        _cancellationToken = cancellationToken;
        _failure = null;
        _taken = 0;
        _unknownCount = 0;
        _unknownTaken = 0;
    }

    /// <summary>Items that wait for a kind of work.</summary>
    public int Waiting(WorkKind kind) =>
        kind == WorkKind.Known ? Items.Length - _taken : _unknownCount - _unknownTaken;

    /// <summary>Notes that it stands in the queue of a kind.</summary>
    /// <returns>False when it did already.</returns>
    public bool Stand(WorkKind kind)
    {
        var before = _queues;
        _queues |= 1 << (int)kind;
        return _queues != before;
    }

    /// <summary>Notes that it stands there no more.</summary>
    public void Step(WorkKind kind) => _queues &= ~(1 << (int)kind);

    /// <summary>Hands out the next items. When the call was cancelled meanwhile, those that wait for this kind of work are
    /// dropped instead.</summary>
    public RunPiece Take(WorkKind kind, int limit)
    {
        if (_cancellationToken.IsCancellationRequested)
        {
            _failure ??= new OperationCanceledException(_cancellationToken);
            Advance(kind, Waiting(kind));
            return default;
        }

        var count = Math.Min(limit, Waiting(kind));
        _openPieces++;
        return new RunPiece { Run = this, Count = count, Start = Advance(kind, count) };
    }

    /// <summary>Lets items wait for the second queue.</summary>
    /// <param name="indexes">Their indexes.</param>
    public void AddUnknown(ReadOnlySpan<int> indexes)
    {
        if (_unknown.Length < Items.Length)
        {
            // Grown once for each length of group that callers use; runs are reused.
            _unknown = new int[Items.Length];
        }

        indexes.CopyTo(_unknown.AsSpan(_unknownCount));
        _unknownCount += indexes.Length;
    }

    /// <summary>The indexes of the items of a piece of the second queue.</summary>
    public ReadOnlySpan<int> UnknownOf(in RunPiece piece) => _unknown.AsSpan(piece.Start, piece.Count);

    /// <summary>Notes that a piece is done.</summary>
    public void Finish(InvariantBrokenException? broken)
    {
        _failure = broken ?? _failure;
        _openPieces--;
    }

    /// <summary>Tells the caller.</summary>
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

    private int Advance(WorkKind kind, int count)
    {
        ref var taken = ref (kind == WorkKind.Known ? ref _taken : ref _unknownTaken);
        taken += count;
        return taken - count;
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
