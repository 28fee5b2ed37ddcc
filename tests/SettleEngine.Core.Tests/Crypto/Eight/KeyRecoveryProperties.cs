using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Recovery of many keys finds what recovery one by one finds, whichever tier.</summary>
internal static class KeyRecoveryProperties
{
    private static BigInteger Order => ArithmeticSamples.Order;

    public static void Groups_of_any_size_get_the_keys_of_their_signatures(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var random = new Random(20261121);
        int[] counts = [0, .. Enumerable.Range(1, 20), 31, 32, 33, 63, 64, 65, 127, 241, 255, 256];
        foreach (var count in counts)
        {
            var items = Enumerable.Range(0, count)
                .Select(_ => random.Next(3) == 0 ? KnownKeyProperties.Mutate(RandomSignature(random), random) : RandomSignature(random))
                .ToArray();
            Assert.InRange(fixture.AssertKeys(items), count / 2, count);
        }
    }

    public static void A_bad_item_fails_alone_in_whatever_lane(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var random = new Random(16);
        var good = Enumerable.Range(0, 32).Select(_ => RandomSignature(random)).ToArray();
        Assert.Equal(32, fixture.AssertKeys(good));
        for (var lane = 0; lane < 32; lane++)
        {
            foreach (var bad in Impossible(good[lane]))
            {
                var items = good.ToArray();
                items[lane] = bad;
                Assert.Equal(31, fixture.AssertKeys(items));
            }
        }

        // And all bad, which leaves nothing but harmless items in every lane.
        foreach (var bad in Impossible(good[0]))
        {
            Assert.Equal(0, fixture.AssertKeys([.. Enumerable.Repeat(bad, 17)]));
        }
    }

    public static void One_signature_many_times_has_its_key_each_time(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var item = RandomSignature(new Random(3));
        Assert.Equal(256, fixture.AssertKeys([.. Enumerable.Repeat(item, 256)]));
    }

    public static void Numbers_at_the_edges_are_taken_or_refused_as_one_by_one(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var edges = ArithmeticSamples.Edges;
        var random = new Random(4);
        var items = new List<SignedDigest>();
        foreach (var edge in edges)
        {
            var other = ArithmeticSamples.Random(random);
            items.Add(CraftedRecovery.Signature(other, edge, other % Order, 27));
            items.Add(CraftedRecovery.Signature(other, edge, edge, 28));
            items.Add(CraftedRecovery.Signature(other, Order - 2, edge, 27));
            items.Add(CraftedRecovery.Signature(edge, other % Order, other % Order, 28));
            items.Add(CraftedRecovery.Signature(edge, edge, edge, 27));
        }

        Assert.InRange(items.Chunk(256).Sum(fixture.AssertKeys), 100, items.Count - 100);
    }

    public static void Factors_and_points_at_the_edges_give_the_keys_of_one_by_one(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        BigInteger[] factors =
        [
            1, 2, 3, 31, 32, 33, 65535, 65536, Order - 1, Order - 2, Order / 2, (Order / 2) + 1, SelectedMultiples.Lambda,
            Order - SelectedMultiples.Lambda, BigInteger.One << 128, (BigInteger.One << 128) - 1, BigInteger.One << 255,
        ];
        var items = new List<SignedDigest>();
        foreach (var k in (BigInteger[])[1, Order - 1, 2, 3, SelectedMultiples.Lambda, (Order + 1) / 2])
        {
            items.AddRange(factors.SelectMany(u2 => factors.Append(0).Select(u1 => CraftedRecovery.FromFactors(u1, u2, k))));
        }

        var infinities = items.Count - items.Chunk(256).Sum(fixture.AssertKeys);
        Assert.InRange(infinities, 10, 100);
    }

    public static void Keys_at_infinity_and_sums_of_equal_points_are_found_out(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var random = new Random(9);
        var items = new List<SignedDigest>();
        for (var i = 0; i < 40; i++)
        {
            var (u, k) = (ArithmeticSamples.Random(random), ArithmeticSamples.Random(random));
            var half = u % (BigInteger.One << 127);

            // Infinity; the same point twice; nothing of the generator; its table's last sum equal or opposite.
            items.Add(CraftedRecovery.FromFactors(-u * k, u, k));
            items.Add(CraftedRecovery.FromFactors(u * k, u, k));
            items.Add(CraftedRecovery.FromFactors(0, u, k));
            items.Add(CraftedRecovery.FromFactors(Order - (2 * half) - 1, u, k));

            // The key is the generator or its opposite.
            items.Add(CraftedRecovery.FromFactors(1 - (u * k), u, k));
            items.Add(CraftedRecovery.FromFactors(-1 - (u * k), u, k));
        }

        Assert.Equal(items.Count - 40, items.Chunk(256).Sum(fixture.AssertKeys));
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        Assert.Equal(items.Count - 40, shuffled.Chunk(13).Sum(fixture.AssertKeys));
    }

    public static void Windows_that_meet_the_sum_so_far_are_found_out(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var random = new Random(10);
        var factors = CollidingFactors().ToArray();
        Assert.NotEmpty(factors);
        var items = factors
            .Select(u2 => CraftedRecovery.FromFactors(ArithmeticSamples.Random(random), u2, ArithmeticSamples.Random(random)))
            .ToArray();
        Assert.Equal(items.Length, items.Chunk(64).Sum(fixture.AssertKeys));
    }

    public static void Nothing_is_allocated(VerifierTier tier)
    {
        using var fixture = new RecoveryFixture(tier);
        var items = Enumerable.Range(1, 100).Select(i => CraftedRecovery.FromFactors(i % 5 == 0 ? 0 : i, i, 7 * i)).ToArray();
        Assert.Equal(0, fixture.AllocatedBy(items));
    }

    /// <summary>Factors of R whose last or last but one window adds what the windows above have come to: twice that window,
    /// and any digits behind it.</summary>
    private static IEnumerable<BigInteger> CollidingFactors()
    {
        for (var first = -31; first <= 31; first += 2)
        {
            for (var second = -31; second <= 31; second += 2)
            {
                var twice = 2 * (first + (second * SelectedMultiples.Lambda));
                var digits = OddHalvesTests.DigitsOf(twice, 0);
                if (digits[0] == first && digits[1] == second)
                {
                    yield return CraftedSignature.Modulo(twice);
                }

                for (var below = -31; below <= 31; below += 6)
                {
                    var factor = (twice << 5) + below + (11 * SelectedMultiples.Lambda);
                    digits = OddHalvesTests.DigitsOf(factor, 0);
                    if (digits[0] == below && digits[1] == 11 && digits[2] == first && digits[3] == second)
                    {
                        yield return CraftedSignature.Modulo(factor);
                    }
                }
            }
        }
    }

    private static SignedDigest RandomSignature(Random random)
    {
        var key = ArithmeticSamples.Bytes((ArithmeticSamples.Random(random) % (Order - 1)) + 1);
        var digest = new Hash256(ArithmeticSamples.Bytes(ArithmeticSamples.Random(random)));
        return new SignedDigest(digest, EcdsaSigningVar.SignVar(key, digest));
    }

    /// <summary>Ways to have no key at all.</summary>
    private static IEnumerable<SignedDigest> Impossible(SignedDigest item)
    {
        var signature = item.Signature;
        BigInteger[] outOfRange = [0, Order, Order + 1, ArithmeticSamples.Prime - 1, ArithmeticSamples.Prime, (BigInteger.One << 256) - 1];
        byte[] otherV = [0, 1, 26, 29, 255];

        // 5 is the x of no point.
        yield return item with { Signature = signature with { R = new Hash256(ArithmeticSamples.Bytes(5)) } };
        foreach (var v in otherV)
        {
            yield return item with { Signature = signature with { V = v } };
        }

        foreach (var value in outOfRange)
        {
            yield return item with { Signature = signature with { R = new Hash256(ArithmeticSamples.Bytes(value)) } };
            yield return item with { Signature = signature with { S = new Hash256(ArithmeticSamples.Bytes(value)) } };
        }
    }
}
