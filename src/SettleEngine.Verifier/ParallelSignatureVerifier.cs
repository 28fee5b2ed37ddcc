using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Verifier.Cache;
using SettleEngine.Verifier.Memory;
using SettleEngine.Verifier.Queues;
using SettleEngine.Verifier.Tiers;

namespace SettleEngine.Verifier;

/// <summary>Checks signatures on its own threads, up to 256 at once, of as many callers as wait.</summary>
/// <remarks>
/// Payers that have paid before are checked with tables of their keys (<see cref="PayerCache"/>), four to five times as fast
/// as others. The two kinds wait in queues of their own, so that unknown payers, true or false, take no more than their share
/// of the time from known ones (<see cref="Turns"/>). <c>docs/verifier.md</c> explains the method.
/// </remarks>
public sealed partial class ParallelSignatureVerifier : ISignatureVerifier, IDisposable
{
    /// <summary>Most groups that are being checked; further calls wait for one to complete.</summary>
    public const int MaxGroups = 256;

    private readonly Thread[] _threads;
    private readonly VerifyWorker[] _workers;
    private readonly NativeRegion _workspaces;
    private readonly NativeRegion _arena;
    private readonly PayerCache _cache;
    private readonly WorkQueues _queues;
    private readonly VerifierMetrics _metrics;
    private readonly Lock _idleGate = new();
    private readonly Stack<VerificationRun> _idle = new(MaxGroups);
    private readonly SemaphoreSlim _slots = new(MaxGroups);

    /// <summary>Chooses the arithmetic, takes the memory and starts the threads.</summary>
    /// <param name="tokens">The tokens whose authorizations will come; any other token breaks an invariant.</param>
    /// <param name="options">Threads, memory and arithmetic; null takes the defaults.</param>
    /// <param name="logger">Hears what was chosen.</param>
    /// <exception cref="VerifierStartException">No arithmetic works, or not the one that was asked for.</exception>
    public ParallelSignatureVerifier(
        IReadOnlyList<Token> tokens, VerifierOptions? options = null, ILogger<ParallelSignatureVerifier>? logger = null)
    {
        options ??= new VerifierOptions();
        logger ??= NullLogger<ParallelSignatureVerifier>.Instance;
        var workers = options.Workers == 0 ? Environment.ProcessorCount : options.Workers;
        Invariant.Holds(workers >= 1 && options.CacheBytes >= VerifierOptions.MinCacheBytes);

        Tier = new TierChoice(SignatureKernels.IsSupported, SelfTest.FindFault, logger).Choose(options.Tier);
        var generator = GeneratorTables.Of(Tier);
        var budget = CacheBudget.Of(options.CacheBytes);
        var costs = CheckCosts.Of(Tier);
        _arena = new NativeRegion((long)budget.Slabs * TableArena.SlabBytes);
        _workspaces = new NativeRegion((long)workers * SignatureKernels.WorkspaceBytes).Touched();
        var hash = new SipHash128(RandomNumberGenerator.GetBytes(SipHash128.KeySize));
        _cache = new PayerCache(budget, costs, _arena.Address, workers, hash);
        _queues = new WorkQueues(workers, _cache, new Turns([costs.Small, costs.Unknown, costs.SmallBuild]));
        _workers = new VerifyWorker[workers];
        for (var i = 0; i < workers; i++)
        {
            var workspace = _workspaces.Address + (i * SignatureKernels.WorkspaceBytes);
            var kernels = SignatureKernels.Create(Tier, generator.Address, workspace);
            _workers[i] = new VerifyWorker(i, [.. tokens], kernels, _queues, _cache, costs.LeastKnown, count => _slots.Release(count));
        }

        _metrics = new VerifierMetrics(() => Statistics);
        _threads = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            _threads[i] = new Thread(_workers[i].Run) { IsBackground = true, Name = $"verifier {i}" };
            _threads[i].Start();
        }

        var hugeMiB = generator.HugeBytes() >> 20;
        LogStart(logger, Tier, workers, options.CacheBytes >> 20, budget.Entries, hugeMiB, generator.Bytes >> 20);
    }

    /// <summary>The arithmetic that was chosen.</summary>
    public VerifierTier Tier { get; }

    /// <summary>What was done so far. Any thread, while the verifier is not disposed.</summary>
    public VerifierStatistics Statistics
    {
        get
        {
            var cache = _cache.State;
            return new VerifierStatistics(
                Tier,
                _workers.Sum(worker => worker.Counters.KnownChecks),
                _workers.Sum(worker => worker.Counters.UnknownChecks),
                Time(worker => worker.KnownNanoseconds),
                Time(worker => worker.UnknownNanoseconds),
                Time(worker => worker.TableNanoseconds),
                cache.Payers,
                cache.SmallTables,
                cache.LargeTables,
                cache.Bytes,
                cache.Evictions);
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

    /// <summary>Refuses new groups, completes those it has, ends the threads and gives the memory back.</summary>
    public void Dispose()
    {
        if (!_queues.TryStop())
        {
            return;
        }

        _metrics.Dispose();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _cache.Dispose();
        _arena.Dispose();
        _workspaces.Dispose();
        _slots.Dispose();
    }

    /// <summary>Takes a run back after its result was read.</summary>
    internal void Recycle(VerificationRun run)
    {
        lock (_idleGate)
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
        VerificationRun? run;
        lock (_idleGate)
        {
            _idle.TryPop(out run);
        }

        run ??= new VerificationRun(this);
        run.Begin(items, verdicts, cancellationToken);
        var completion = run.Completion;
        ObjectDisposedException.ThrowIf(!_queues.TryAdd(run), this);
        return completion;
    }

    private TimeSpan Time(Func<WorkerCounters, long> nanoseconds) =>
        TimeSpan.FromMicroseconds(_workers.Sum(worker => nanoseconds(worker.Counters)) / 1e3);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Signatures are checked by tier {Tier} on {Threads} threads; {CacheMiB} MiB for keys of {Payers} payers and their tables; the generator's table has {HugeMiB} of {TableMiB} MiB on huge pages")]
    private static partial void LogStart(
        ILogger logger, VerifierTier tier, int threads, long cacheMiB, int payers, long hugeMiB, long tableMiB);
}
