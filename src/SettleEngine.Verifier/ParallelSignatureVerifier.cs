using System.Diagnostics.CodeAnalysis;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Verifier;

/// <summary>Checks signatures on its own threads. Groups are cut into chunks, and the threads take a chunk of each waiting
/// group in turn, so that groups share all cores and a single payment never waits for the whole of a large group.</summary>
/// <remarks>
/// One lock guards the queue and the counters of each run. Items and verdicts are touched outside of it, each by the one
/// thread that took its chunk; taking and finishing a chunk under the lock orders those accesses before completion. A
/// chunk takes hundreds of microseconds and the lock well under one, so nothing finer is needed.
/// </remarks>
public sealed class ParallelSignatureVerifier : ISignatureVerifier, IDisposable
{
    /// <summary>Most groups that are being checked; further calls wait for one to complete.</summary>
    public const int MaxGroups = 256;

    private readonly Token[] _tokens;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private readonly Queue<VerificationRun> _waiting = new(MaxGroups);
    private readonly Stack<VerificationRun> _idle = new(MaxGroups);
    private readonly SemaphoreSlim _slots = new(MaxGroups);
    private bool _isStopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="tokens">The tokens whose authorizations will come; any other token breaks an invariant.</param>
    /// <param name="workerCount">Threads, at least one; null takes one per processor.</param>
    public ParallelSignatureVerifier(IReadOnlyList<Token> tokens, int? workerCount = null)
    {
        var count = workerCount ?? Environment.ProcessorCount;
        Invariant.Holds(count >= 1);

        _tokens = [.. tokens];
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"verifier {i}" };
            _threads[i].Start();
        }
    }

    /// <inheritdoc/>
    /// <remarks>A cancelled call ends once no thread touches its memory any more; items that were not begun keep their
    /// verdict.</remarks>
    /// <exception cref="ObjectDisposedException">The verifier was stopped.</exception>
    public ValueTask VerifyAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        Invariant.Holds(items.Length == verdicts.Length);

        if (items.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        var slot = _slots.WaitAsync(cancellationToken);
        return slot.IsCompletedSuccessfully
            ? Start(items, verdicts, cancellationToken)
            : StartAfterAsync(slot, items, verdicts, cancellationToken);
    }

    /// <summary>Refuses new groups, completes those it has, and ends the threads.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                return;
            }

            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _slots.Dispose();
    }

    /// <summary>Takes a run back after its result was read.</summary>
    internal void Recycle(VerificationRun run)
    {
        lock (_gate)
        {
            if (_idle.Count < MaxGroups)
            {
                _idle.Push(run);
            }
        }
    }

    private async ValueTask StartAfterAsync(
        Task slot,
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        await slot;
        await Start(items, verdicts, cancellationToken);
    }

    private ValueTask Start(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopping, this);
            if (!_idle.TryPop(out var run))
            {
                run = new VerificationRun(this);
            }

            run.Begin(items, verdicts, _threads.Length, cancellationToken);
            _waiting.Enqueue(run);
            Monitor.PulseAll(_gate);
            return run.Completion;
        }
    }

    private void Work()
    {
        while (TryTakeChunk(out var run, out var start, out var count))
        {
            InvariantBrokenException? broken = null;
            try
            {
                Check(run, start, count);
            }
            catch (InvariantBrokenException exception)
            {
                // It belongs to the caller, whose runner stops the host; on this thread it would end without a trace.
                broken = exception;
            }

            Finish(run, broken);
        }
    }

    private bool TryTakeChunk([NotNullWhen(true)] out VerificationRun? run, out int start, out int count)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isStopping)
                {
                    (run, start, count) = (null, 0, 0);
                    return false;
                }

                Monitor.Wait(_gate);
            }

            run = _waiting.Dequeue();
            if (run.TakeChunk(out start, out count))
            {
                _waiting.Enqueue(run);
            }

            return true;
        }
    }

    private void Check(VerificationRun run, int start, int count)
    {
        var items = run.Items.Span.Slice(start, count);
        var verdicts = run.Verdicts.Span.Slice(start, count);
        for (var i = 0; i < items.Length; i++)
        {
            if (verdicts[i] == RejectReason.None)
            {
                ref readonly var item = ref items[i];
                verdicts[i] = SignatureRule.Check(item, DomainOf(item.Token));
            }
        }
    }

    private void Finish(VerificationRun run, InvariantBrokenException? broken)
    {
        bool isLast;
        lock (_gate)
        {
            isLast = run.FinishChunk(broken);
        }

        if (isLast)
        {
            _slots.Release();
            run.Complete();
        }
    }

    private Hash256 DomainOf(Address address)
    {
        foreach (var token in _tokens)
        {
            if (token.Address == address)
            {
                return token.DomainSeparator;
            }
        }

        Invariant.Holds(false, "The token is on the allow-list.");
        return default;
    }
}
