using SettleEngine.Core.Authorizations;
using SettleEngine.LoadBench.Verify;
using SettleEngine.SignatureOracle;

namespace SettleEngine.LoadBench.Differential;

/// <summary>Compares the engine's whole verifier with the native oracle while tables are made and given up: the smallest cache
/// that there can be, all threads, groups of changing size, payers who come often and rarely.</summary>
internal sealed class EngineDifferential(ulong seed) : IDisposable
{
    private const long CacheBytes = 8L << 20;

    private static readonly int[] Sizes = [1, 300, 7, 8, 256, 17, 64, 2, 1_000];

    private readonly EngineUnderTest _engine = new(Environment.ProcessorCount, CacheBytes);
    private readonly IReadOnlyList<PayerKey> _payers = PaymentCases.CreatePayers(seed);
    private readonly RejectReason[] _verdicts = new RejectReason[PaymentCases.BlockSize];
    private readonly List<ValueTask> _calls = [];

    /// <summary>Payments compared so far.</summary>
    public long Done { get; private set; }

    /// <summary>Tables that made room for others.</summary>
    public long Evictions => _engine.Statistics.Evictions;

    /// <summary>Where the verifier and the oracle disagree.</summary>
    public List<string> Divergences { get; } = [];

    /// <summary>Runs blocks until there are as many payments as wanted.</summary>
    public void Run(long count, CancellationToken cancellationToken)
    {
        // The next block is made, and the oracle asked, while the verifier has this one.
        var next = Task.Run(() => Create(0), CancellationToken.None);
        for (var block = 0L; Done < count && !cancellationToken.IsCancellationRequested; block++)
        {
            var cases = next.GetAwaiter().GetResult();
            var following = block + 1;
            next = Task.Run(() => Create(following), CancellationToken.None);
            Check(cases, block);
        }

        next.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private PaymentCases Create(long block) => PaymentCases.CreateBlock(VerifyInputs.Token, _payers, seed, block);

    private void Check(PaymentCases cases, long block)
    {
        _verdicts.AsSpan().Clear();
        _calls.Clear();
        for (int start = 0, turn = (int)(block % Sizes.Length); start < _verdicts.Length; turn++)
        {
            var size = Math.Min(Sizes[turn % Sizes.Length], _verdicts.Length - start);
#pragma warning disable CA2012 // Waited for once, below.
            _calls.Add(_engine.Begin(cases.Payments.AsMemory(start, size), _verdicts.AsMemory(start, size)));
#pragma warning restore CA2012
            start += size;
        }

        foreach (var call in _calls)
        {
            EngineUnderTest.Wait(call);
        }

        var wrong = _verdicts.AsSpan().CommonPrefixLength(cases.Verdicts);
        if (wrong < _verdicts.Length)
        {
            Divergences.Add($"engine, seed {seed}, block {block}, payment {wrong}: {_verdicts[wrong]} for {cases.Describe(wrong)}");
        }

        Done += _verdicts.Length;
    }
}
