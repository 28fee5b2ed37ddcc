using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Dedupe;

public class PayerCommitmentsTests
{
    private static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    private static readonly PayerAccount Alice = new(Token, Address.Parse("0xa000000000000000000000000000000000000001"));
    private static readonly PayerAccount Bob = new(Token, Address.Parse("0xb000000000000000000000000000000000000001"));

    private readonly PayerCommitments _commitments = new();

    [Fact]
    public void As_much_as_the_balance_is_committed_and_not_one_unit_more()
    {
        var first = _commitments.Announce(Alice, 60, balance: 100, blockNumber: 7);
        var second = _commitments.Announce(Alice, 40, balance: 100, blockNumber: 7);
        var third = _commitments.Announce(Alice, 1, balance: 100, blockNumber: 7);

        Assert.True(_commitments.TryCommit(first, 60));
        Assert.True(_commitments.TryCommit(second, 40));
        Assert.False(_commitments.TryCommit(third, 1));
        Assert.Equal((UInt256)100, _commitments.Committed(Alice));
    }

    [Fact]
    public void Whoever_announces_last_of_too_much_is_told_to_look_again_and_nobody_is_refused_by_it()
    {
        var first = _commitments.Announce(Alice, 60, balance: 100, blockNumber: 7);
        Assert.True(_commitments.CoversAnnounced(first));
        var second = _commitments.Announce(Alice, 60, balance: 100, blockNumber: 7);
        Assert.False(_commitments.CoversAnnounced(second));

        Assert.True(_commitments.TryCommit(first, 60));
        _commitments.Observe(second, 120, blockNumber: 8);
        Assert.True(_commitments.TryCommit(second, 60));
    }

    [Fact]
    public void The_newest_balance_decides_whoever_has_read_it()
    {
        var first = _commitments.Announce(Alice, 50, balance: 100, blockNumber: 7);
        var second = _commitments.Announce(Alice, 50, balance: 50, blockNumber: 9);
        _commitments.Observe(first, 1_000, blockNumber: 8);

        Assert.True(_commitments.TryCommit(first, 50));
        Assert.False(_commitments.TryCommit(second, 50));
    }

    [Fact]
    public void What_left_the_balance_lowers_an_older_one_and_is_not_counted_twice()
    {
        var first = Commit(Alice, 60, balance: 100, blockNumber: 7);
        var second = Commit(Alice, 30, balance: 100, blockNumber: 7);

        _commitments.Release(Alice, first, 60, leftAtBlock: 8);
        Assert.False(TryCommit(Alice, 11, balance: 100, blockNumber: 7));
        Assert.True(TryCommit(Alice, 10, balance: 100, blockNumber: 7));

        // Read at the block that took the first payment away, the balance lacks it already.
        _commitments.Observe(second, 40, blockNumber: 8);
        _commitments.Release(Alice, second, 30, leftAtBlock: 8);
        Assert.True(TryCommit(Alice, 30, balance: 40, blockNumber: 8));
        Assert.False(TryCommit(Alice, 1, balance: 40, blockNumber: 8));
    }

    [Fact]
    public void What_did_not_leave_the_balance_is_free_again()
    {
        Commit(Alice, 1, balance: 100, blockNumber: 7);
        var expired = Commit(Alice, 99, balance: 100, blockNumber: 7);

        _commitments.Release(Alice, expired, 99, leftAtBlock: null);

        Assert.True(TryCommit(Alice, 99, balance: 100, blockNumber: 7));
    }

    [Fact]
    public void Looking_promises_nothing_and_sees_what_others_promised()
    {
        Commit(Alice, 60, balance: 100, blockNumber: 7);

        Assert.True(_commitments.Covers(Alice, 40, balance: 100));
        Assert.False(_commitments.Covers(Alice, 41, balance: 100));
        Assert.True(_commitments.Covers(Bob, 100, balance: 100));
        Assert.Equal(1, _commitments.Count);
    }

    [Fact]
    public void What_an_earlier_life_admitted_counts_even_beyond_the_balance()
    {
        _commitments.Restore(Alice, 150);

        Assert.False(TryCommit(Alice, 1, balance: 100, blockNumber: 7));
        Assert.Equal((UInt256)150, _commitments.Committed(Alice));
    }

    [Fact]
    public void Values_that_fill_a_word_do_not_overflow_and_do_not_pass()
    {
        var first = _commitments.Announce(Alice, UInt256.MaxValue, balance: 100, blockNumber: 7);
        var second = _commitments.Announce(Alice, UInt256.MaxValue, balance: 100, blockNumber: 7);

        Assert.False(_commitments.CoversAnnounced(second));
        Assert.False(_commitments.TryCommit(first, UInt256.MaxValue));
        _commitments.Withdraw(Alice, first, UInt256.MaxValue);
        _commitments.Withdraw(Alice, second, UInt256.MaxValue);
        Assert.Equal(0, _commitments.Count);
    }

    [Fact]
    public void Payers_and_tokens_are_kept_apart_and_a_payer_without_payments_takes_no_place()
    {
        var other = new PayerAccount(Bob.Payer, Alice.Payer);
        var places = new[] { Alice, Bob, other }.Select(account => Commit(account, 10, balance: 10, blockNumber: 7)).ToArray();
        Assert.Equal(3, places.Distinct().Count());
        Assert.Equal(3, _commitments.Count);

        _commitments.Release(Alice, places[0], 10, leftAtBlock: 8);
        _commitments.Release(Bob, places[1], 10, leftAtBlock: 8);
        _commitments.Release(other, places[2], 10, leftAtBlock: 8);

        Assert.Equal(0, _commitments.Count);
        Assert.True(_commitments.Committed(Alice).IsZero);
    }

    [Fact]
    public void Random_lives_agree_with_a_plain_sum()
    {
        var dice = new Random(54);
        var open = new List<(PayerAccount Account, int Place, ulong Value)>();
        var sums = new Dictionary<PayerAccount, ulong>();
        for (var step = 0; step < 20_000; step++)
        {
            var account = new PayerAccount(Token, Payer(dice.Next(200)));
            var value = (ulong)dice.Next(1, 50);
            if (dice.Next(2) == 0)
            {
                var place = _commitments.Announce(account, value, balance: 100, blockNumber: 7);
                var fits = sums.GetValueOrDefault(account) + value <= 100;
                Assert.Equal(fits, _commitments.TryCommit(place, value));
                if (fits)
                {
                    open.Add((account, place, value));
                    sums[account] = sums.GetValueOrDefault(account) + value;
                }
                else
                {
                    _commitments.Withdraw(account, place, value);
                }
            }
            else if (open.Count > 0)
            {
                var index = dice.Next(open.Count);
                var (payer, place, released) = open[index];
                open.RemoveAt(index);
                sums[payer] -= released;
                _commitments.Release(payer, place, released, leftAtBlock: null);
            }

            Assert.Equal(open.Select(one => one.Account).Distinct().Count(), _commitments.Count);
        }

        Assert.All(sums, sum => Assert.Equal((UInt256)sum.Value, _commitments.Committed(sum.Key)));
    }

    [Fact]
    public void Once_places_are_there_nothing_is_allocated()
    {
        var accounts = Enumerable.Range(0, 1_000).Select(i => new PayerAccount(Token, Payer(i))).ToArray();
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var account in accounts)
            {
                var place = _commitments.Announce(account, 10, balance: 10, blockNumber: 7);
                Assert.True(_commitments.TryCommit(place, 10));
                _commitments.Release(account, place, 10, leftAtBlock: 8);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static Address Payer(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, number + 1);
        return new Address(bytes);
    }

    private int Commit(PayerAccount account, ulong value, ulong balance, ulong blockNumber)
    {
        var place = _commitments.Announce(account, value, balance, blockNumber);
        Assert.True(_commitments.TryCommit(place, value));
        return place;
    }

    private bool TryCommit(PayerAccount account, ulong value, ulong balance, ulong blockNumber)
    {
        var place = _commitments.Announce(account, value, balance, blockNumber);
        var fits = _commitments.TryCommit(place, value);
        if (!fits)
        {
            _commitments.Withdraw(account, place, value);
        }

        return fits;
    }
}
