using System.Numerics;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class FeePolicyTests
{
    private const ulong Gwei = 1_000_000_000;

    private static FeePolicy Policy(ulong tip = 1, ulong max = 100 * Gwei) => new(tip, max);

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(5_000_000, 1, 1, 10_000_001)]
    [InlineData(5_000_000, 0, 0, 10_000_000)]
    [InlineData(5_000_000, 1_000_000, 1_000_000, 11_000_000)]
    public void A_first_offer_is_the_tip_and_twice_the_base_fee(ulong baseFee, ulong tip, ulong expectedTip, ulong expectedCap)
    {
        Assert.Equal(new FeeOffer(expectedTip, expectedCap), Policy(tip).First(baseFee));
    }

    [Fact]
    public void A_first_offer_never_exceeds_the_limit()
    {
        Assert.Equal(new FeeOffer(1, Gwei), Policy(max: Gwei).First(baseFeePerGasWei: 3 * Gwei));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(8, 8)]
    [InlineData(1, 10_000_001)]
    [InlineData(1_000_000_000, 3_000_000_000)]
    public void A_replacement_raises_both_fields_by_an_eighth_and_at_least_one_wei(ulong tip, ulong cap)
    {
        Assert.True(Policy(tip: 0).TryReplace(new FeeOffer(tip, cap), baseFeePerGasWei: 0, out var offer));

        AssertRaised(tip, offer.TipPerGasWei);
        AssertRaised(cap, offer.CapPerGasWei);
    }

    [Fact]
    public void A_replacement_is_no_dearer_than_it_must_be()
    {
        Assert.True(Policy().TryReplace(new FeeOffer(1, 10_000_001), baseFeePerGasWei: 5_000_000, out var offer));

        Assert.Equal(new FeeOffer(2, 11_250_002), offer);
    }

    [Fact]
    public void A_replacement_follows_a_base_fee_that_has_risen_faster()
    {
        Assert.True(Policy().TryReplace(new FeeOffer(1, 10_000_001), baseFeePerGasWei: 50_000_000, out var offer));

        Assert.Equal(new FeeOffer(2, 100_000_001), offer);
    }

    [Fact]
    public void A_replacement_above_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        var previous = new FeeOffer(8, 800);

        Assert.True(Policy(max: 900).TryReplace(previous, baseFeePerGasWei: 1, out var offer));
        Assert.Equal(new FeeOffer(9, 900), offer);
        Assert.False(Policy(max: 899).TryReplace(previous, baseFeePerGasWei: 1, out _));
    }

    [Fact]
    public void A_tip_never_overtakes_its_cap()
    {
        var previous = new FeeOffer(100, 100);

        Assert.True(Policy().TryReplace(previous, baseFeePerGasWei: 0, out var offer));

        Assert.True(offer.TipPerGasWei <= offer.CapPerGasWei);
    }

    [Fact]
    public void Replacements_in_a_row_reach_the_limit_and_stop_there()
    {
        var policy = Policy(max: Gwei);
        var offer = policy.First(baseFeePerGasWei: 5_000_000);
        var replacements = 0;
        while (policy.TryReplace(offer, baseFeePerGasWei: 5_000_000, out var next))
        {
            AssertRaised(offer.TipPerGasWei, next.TipPerGasWei);
            AssertRaised(offer.CapPerGasWei, next.CapPerGasWei);
            offer = next;
            replacements++;
        }

        // 10,000,001 wei may be raised by an eighth 39 times before it passes 10^9.
        Assert.Equal(39, replacements);
        Assert.True(offer.CapPerGasWei <= Gwei);
    }

    [Fact]
    public void A_tip_above_the_limit_is_a_mistake()
    {
        Assert.Throws<InvariantBrokenException>(() => new FeePolicy(tipPerGasWei: 2, maxCapPerGasWei: 1));
        Assert.Throws<InvariantBrokenException>(() => new FeePolicy(tipPerGasWei: 0, maxCapPerGasWei: 0));
    }

    private static void AssertRaised(ulong before, ulong after)
    {
        Assert.True(after >= before + 1, $"{after} is not above {before}");
        Assert.True((BigInteger)after * 1_000 >= (BigInteger)before * 1_125, $"{after} is not 12.5 % above {before}");
    }
}
