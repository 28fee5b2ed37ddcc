using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;

namespace SettleEngine.MicroBenchmarks;

/// <summary>What it costs to hold a payer to its balance, per payment, from announcement to release: with payments of as many payers
/// on their way as stated, and of a payer who has others on their way.</summary>
[MemoryDiagnoser]
public class CommitmentBenchmarks
{
    private const int Count = 1_024;

    private readonly PayerCommitments _commitments = new();
    private readonly PayerAccount[] _accounts = new PayerAccount[Count];

    [Params(0, 100_000)]
    public int OtherPayers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var dice = new Random(1);
        var token = Draw(dice);
        for (var i = 0; i < Count + OtherPayers; i++)
        {
            var account = new PayerAccount(token, Draw(dice));
            if (i < Count)
            {
                _accounts[i] = account;
            }
            else
            {
                _commitments.Restore(account, 1);
            }
        }

        // Makes the places and the dictionary as large as they get.
        PaymentsOfDifferentPayers();
        _commitments.Restore(_accounts[0], 1);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public int PaymentsOfDifferentPayers()
    {
        foreach (ref readonly var account in _accounts.AsSpan())
        {
            Pass(account);
        }

        return _commitments.Count;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public int PaymentsOfOnePayer()
    {
        for (var i = 0; i < Count; i++)
        {
            Pass(_accounts[0]);
        }

        return _commitments.Count;
    }

    private void Pass(in PayerAccount account)
    {
        var place = _commitments.Announce(account, 10_000, 1_000_000, blockNumber: 7);
        if (_commitments.CoversAnnounced(place) && _commitments.TryCommit(place, 10_000))
        {
            _commitments.Release(account, place, 10_000, leftAtBlock: 7);
        }
    }

    private static Address Draw(Random dice)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        dice.NextBytes(bytes);
        return new Address(bytes);
    }
}
