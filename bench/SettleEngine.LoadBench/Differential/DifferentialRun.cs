using SettleEngine.Core.Authorizations;
using SettleEngine.SignatureOracle;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.LoadBench.Differential;

/// <summary>Compares ways through the engine's code with the native oracle on generated signatures. Blocks of cases go to
/// threads in turn; the oracle is asked once for each case.</summary>
internal sealed class DifferentialRun(ulong seed, IReadOnlyList<PathDescription> paths)
{
    private readonly IReadOnlyList<PayerKey> _payers = PayerRing.Create(seed);
    private readonly List<Divergence> _divergences = [];
    private readonly Dictionary<CaseKind, long> _kinds = [];
    private readonly Lock _gate = new();
    private long _nextBlock;
    private long _done;
    private long _accepted;

    /// <summary>Signatures compared so far.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Of these, how many are good.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Where a path and the oracle disagree.</summary>
    public IReadOnlyList<Divergence> Divergences
    {
        get
        {
            lock (_gate)
            {
                return [.. _divergences];
            }
        }
    }

    /// <summary>How many cases of each kind there were.</summary>
    public IReadOnlyDictionary<CaseKind, long> Kinds
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<CaseKind, long>(_kinds);
            }
        }
    }

    /// <summary>Runs blocks until there are as many cases as wanted.</summary>
    /// <param name="count">At least so many.</param>
    /// <param name="threads">On so many threads.</param>
    /// <param name="cancellationToken">Stops after the blocks under way.</param>
    public Task RunAsync(long count, int threads, CancellationToken cancellationToken)
    {
        var blocks = (count + CaseGenerator.BlockSize - 1) / CaseGenerator.BlockSize;
        return Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => Work(blocks, cancellationToken), CancellationToken.None)));
    }

    private void Work(long blocks, CancellationToken cancellationToken)
    {
        var open = paths.Select(path => (path.Name, Path: path.Create(_payers))).ToList();
        for (var block = Interlocked.Increment(ref _nextBlock) - 1;
            block < blocks && !cancellationToken.IsCancellationRequested;
            block = Interlocked.Increment(ref _nextBlock) - 1)
        {
            var cases = CaseGenerator.CreateBlock(_payers, seed, block);
            cases.AskOracle();
            Record(cases, [.. open.SelectMany(path => PathComparison.Compare(path.Name, path.Path, cases, seed, block))]);
        }

        foreach (var (_, path) in open)
        {
            path.Dispose();
        }
    }

    private void Record(SignatureCases cases, List<Divergence> divergences)
    {
        lock (_gate)
        {
            _divergences.AddRange(divergences);
            foreach (var (kind, count) in cases.Kinds.CountBy(kind => kind))
            {
                _kinds[kind] = _kinds.GetValueOrDefault(kind) + count;
            }

            _accepted += cases.Verdicts.Count(verdict => verdict == RejectReason.None);
            _done += cases.Count;
        }
    }
}
