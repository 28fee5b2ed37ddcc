using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Verifier;

namespace SettleEngine.LoadBench.Verify;

/// <summary>The engine's verifier with its threads, queues and cache, and the processor time of its threads.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    /// <summary>Most groups handed over at once; what more there is waits for these.</summary>
    private const int MaxGroups = 256;

    private const string ThreadNames = "verifier";

    private readonly ParallelSignatureVerifier _verifier;
    private readonly int[] _threads;
    private readonly ValueTask[] _calls = new ValueTask[MaxGroups];
    private RejectReason[] _verdicts = [];

    /// <summary>Starts a verifier.</summary>
    /// <param name="workers">Threads.</param>
    /// <param name="cacheBytes">Bound on its cache; null takes the default.</param>
    public EngineUnderTest(int workers, long? cacheBytes = null)
    {
        var options = new VerifierOptions { Workers = workers };
        options.CacheBytes = cacheBytes ?? options.CacheBytes;
        var before = ThreadClock.Named(ThreadNames);
        _verifier = new ParallelSignatureVerifier([VerifyInputs.Token], options);

        // A thread takes its name once it runs.
        while ((_threads = [.. ThreadClock.Named(ThreadNames).Except(before)]).Length < workers)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>The arithmetic that it chose.</summary>
    public VerifierTier Tier => _verifier.Tier;

    /// <summary>What it knows and has done.</summary>
    public VerifierStatistics Statistics => _verifier.Statistics;

    /// <summary>Microseconds that its threads have used.</summary>
    public double ProcessorTime => ThreadClock.Sum(_threads);

    /// <summary>Begins a group.</summary>
    public ValueTask Begin(ReadOnlyMemory<SignedAuthorization> items, Memory<RejectReason> verdicts) =>
        _verifier.VerifyAsync(items, verdicts, CancellationToken.None);

    /// <summary>Checks items in groups, many groups at a time, and waits for the last.</summary>
    /// <param name="items">The items.</param>
    /// <param name="batch">Items of a group.</param>
    /// <returns>How many are good.</returns>
    public int Check(ReadOnlyMemory<SignedAuthorization> items, int batch)
    {
        if (_verdicts.Length < items.Length)
        {
            _verdicts = new RejectReason[items.Length];
        }

        _verdicts.AsSpan(0, items.Length).Clear();
        for (var start = 0; start < items.Length; start += batch * MaxGroups)
        {
            CheckWave(items, start, batch);
        }

        return _verdicts.AsSpan(0, items.Length).Count(RejectReason.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _verifier.Dispose();

    /// <summary>Looks at a group once in a millisecond: an awaited one would cost allocations that are not the verifier's.</summary>
    public static void Wait(in ValueTask call)
    {
        while (!call.IsCompleted)
        {
            Thread.Sleep(1);
        }

        call.GetAwaiter().GetResult();
    }

    private void CheckWave(ReadOnlyMemory<SignedAuthorization> items, int start, int batch)
    {
        var groups = 0;
        for (var next = start; next < items.Length && groups < MaxGroups; next += batch)
        {
            var size = Math.Min(batch, items.Length - next);
#pragma warning disable CA2012 // Waited for once, below.
            _calls[groups++] = Begin(items.Slice(next, size), _verdicts.AsMemory(next, size));
#pragma warning restore CA2012
        }

        for (var i = 0; i < groups; i++)
        {
            Wait(_calls[i]);
        }
    }
}
