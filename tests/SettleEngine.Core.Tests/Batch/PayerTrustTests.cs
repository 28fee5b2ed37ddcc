using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

public class PayerTrustTests
{
    private readonly PayerTrust _trust = new(capacity: 100);
    private readonly Address _payer = PayerAt(1);

    private static Address PayerAt(int number)
    {
        var bytes = new byte[Address.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return new Address(bytes);
    }

    private static AdmissionSequence Id(int number) => new((ulong)number);

    private int SetOutAsManyAsMay(int from, long nowMs)
    {
        var count = 0;
        while (count < 1_000 && _trust.TrySetOut(_payer, Id(from + count), nowMs))
        {
            count++;
        }

        return count;
    }

    [Fact]
    public void A_payer_that_nobody_has_seen_with_code_may_do_as_it_likes_and_is_not_remembered()
    {
        Assert.Equal(1_000, SetOutAsManyAsMay(1, 0));
        _trust.Settle(_payer, Id(1));
        _trust.SawNoCode(_payer);

        Assert.False(_trust.IsWatched(_payer));
        Assert.False(_trust.IsThrottled(_payer, 0));
        Assert.Equal(0, _trust.Count);
    }

    [Fact]
    public void A_payer_with_code_has_one_payment_on_its_way_until_it_settles_and_then_twice_as_many_up_to_a_bound()
    {
        _trust.SawCode(_payer);
        var first = 1;
        foreach (var allowed in (int[])[1, 2, 4, 8, 16, 16])
        {
            Assert.Equal(allowed, SetOutAsManyAsMay(first, 0));
            _trust.Settle(_payer, Id(first));
            for (var i = 1; i < allowed; i++)
            {
                _trust.Arrive(Id(first + i));
            }

            first += allowed;
        }
    }

    [Fact]
    public void What_came_back_is_counted_once_however_often_it_is_said()
    {
        _trust.SawCode(_payer);
        Assert.True(_trust.TrySetOut(_payer, Id(1), 0));
        _trust.Arrive(Id(1));
        _trust.Arrive(Id(1));
        _trust.Arrive(Id(7));

        Assert.True(_trust.TrySetOut(_payer, Id(2), 0));
        Assert.False(_trust.TrySetOut(_payer, Id(3), 0));
    }

    [Fact]
    public void Each_failure_doubles_the_wait_from_a_second_to_ten_minutes()
    {
        _trust.SawCode(_payer);
        var nowMs = 0L;
        foreach (var waitMs in (long[])[1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 600_000, 600_000])
        {
            _trust.Strike(_payer, nowMs);
            Assert.False(_trust.MaySetOut(_payer, nowMs + waitMs - 1));
            Assert.True(_trust.MaySetOut(_payer, nowMs + waitMs));
            nowMs += waitMs;
        }
    }

    [Fact]
    public void From_the_third_failure_new_payments_are_refused_until_the_wait_is_over()
    {
        Assert.Equal(1, _trust.Strike(_payer, 0));
        Assert.Equal(2, _trust.Strike(_payer, 0));
        Assert.False(_trust.IsThrottled(_payer, 0));

        Assert.Equal(3, _trust.Strike(_payer, 0));

        Assert.True(_trust.IsThrottled(_payer, 3_999));
        Assert.False(_trust.IsThrottled(_payer, 4_000));
    }

    [Fact]
    public void A_settlement_forgives_failures_and_starts_trust_again_from_one()
    {
        _trust.SawCode(_payer);
        _trust.Settle(_payer, Id(1));
        _trust.Settle(_payer, Id(2));
        _trust.Strike(_payer, 0);
        Assert.Equal(1, SetOutAsManyAsMay(10, 1_000));

        _trust.Settle(_payer, Id(10));

        Assert.Equal(2, SetOutAsManyAsMay(20, 1_000));
        Assert.Equal(1, _trust.Strike(_payer, 1_000));
    }

    [Fact]
    public void A_payer_whose_code_is_gone_is_watched_no_more_unless_it_failed()
    {
        _trust.SawCode(_payer);
        _trust.SawNoCode(_payer);
        Assert.False(_trust.IsWatched(_payer));

        _trust.Strike(_payer, 0);
        _trust.SawNoCode(_payer);

        Assert.True(_trust.IsWatched(_payer));
    }

    [Fact]
    public void Nobody_piles_up_payments_without_end()
    {
        _trust.SawCode(_payer);
        for (var i = 0; i < PayerTrust.MaxParked; i++)
        {
            Assert.False(_trust.IsThrottled(_payer, 0));
            _trust.Park(_payer, 1);
        }

        Assert.True(_trust.IsThrottled(_payer, 0));
        _trust.Park(_payer, -1);
        Assert.False(_trust.IsThrottled(_payer, 0));
        _trust.Park(PayerAt(2), 1);
        Assert.Equal(1, _trust.Count);
    }

    [Fact]
    public void Memory_is_bounded_and_who_has_something_on_its_way_stays()
    {
        _trust.SawCode(_payer);
        Assert.True(_trust.TrySetOut(_payer, Id(1), 0));
        for (var number = 2; number < 10_000; number++)
        {
            _trust.SawCode(PayerAt(number));
            Assert.InRange(_trust.Count, 1, 100);
        }

        Assert.True(_trust.IsWatched(_payer));
        Assert.True(_trust.IsWatched(PayerAt(9_999)));
        Assert.False(_trust.IsWatched(PayerAt(2)));
    }

    [Fact]
    public void When_everybody_has_something_on_its_way_the_oldest_gives_way_all_the_same()
    {
        for (var number = 1; number <= 1_000; number++)
        {
            _trust.SawCode(PayerAt(number));
            Assert.True(_trust.TrySetOut(PayerAt(number), Id(number), 0));
        }

        Assert.Equal(100, _trust.Count);
        for (var number = 1; number <= 1_000; number++)
        {
            _trust.Arrive(Id(number));
        }

        Assert.True(_trust.TrySetOut(PayerAt(1_000), Id(2_000), 0));
    }
}
