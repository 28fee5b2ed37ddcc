using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Checks against known keys say what recovery would say, whichever tier and table.</summary>
internal static class KnownKeyProperties
{
    private static BigInteger Order => ArithmeticSamples.Order;

    public static void Groups_of_any_size_get_the_verdicts_of_recovery(VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(20261121);
        using var fixture = WithRandomKeys(tier, size, random, 5);
        int[] counts = [.. Enumerable.Range(1, 20), 63, 64, 65, 129, 255, 256];
        var valid = 0;
        foreach (var count in counts)
        {
            var items = new KnownSignature[count];
            for (var i = 0; i < count; i++)
            {
                var payer = random.Next(5);
                var digest = new Hash256(ArithmeticSamples.Bytes(ArithmeticSamples.Random(random)));
                items[i] = random.Next(3) == 0
                    ? fixture.Known(payer, Mutate(fixture.Sign(payer, digest).Item, random))
                    : fixture.Sign(payer, digest);
            }

            valid += fixture.AssertVerdicts(items);
        }

        Assert.InRange(valid, counts.Sum() / 2, counts.Sum() * 5 / 6);
    }

    public static void A_bad_item_fails_alone_in_whatever_lane(VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(16);
        using var fixture = WithRandomKeys(tier, size, random, 2);
        var good = Enumerable.Range(0, 16)
            .Select(i => fixture.Sign(i % 2, new Hash256(ArithmeticSamples.Bytes(ArithmeticSamples.Random(random)))))
            .ToArray();
        Assert.Equal(16, fixture.AssertVerdicts(good));
        for (var lane = 0; lane < 16; lane++)
        {
            foreach (var bad in Spoilt(good[lane].Item))
            {
                var items = good.ToArray();
                items[lane] = good[lane] with { Item = bad };
                Assert.Equal(15, fixture.AssertVerdicts(items));
            }

            // The other payer's table.
            var swapped = good.ToArray();
            swapped[lane] = good[lane] with { Table = good[(lane + 1) % 16].Table };
            Assert.Equal(15, fixture.AssertVerdicts(swapped));
        }
    }

    public static void One_signature_many_times_is_valid_each_time(VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(3);
        using var fixture = WithRandomKeys(tier, size, random, 1);
        var item = fixture.Sign(0, new Hash256(ArithmeticSamples.Bytes(12345)));
        Assert.Equal(256, fixture.AssertVerdicts([.. Enumerable.Repeat(item, 256)]));
        var bad = item with { Item = Spoilt(item.Item).First() };
        Assert.Equal(0, fixture.AssertVerdicts([.. Enumerable.Repeat(bad, 13)]));
    }

    public static void Digests_at_the_edges_and_either_half_of_s_are_as_recovery_has_them(
        VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(4);
        using var fixture = WithRandomKeys(tier, size, random, 1);
        BigInteger[] digests = [0, 1, Order - 1, Order, Order + 1, (BigInteger.One << 256) - 1];
        var items = new List<KnownSignature>();
        foreach (var digest in digests)
        {
            var item = fixture.Sign(0, new Hash256(ArithmeticSamples.Bytes(digest))).Item;
            items.Add(fixture.Known(0, item));
            var high = item.Signature with
            {
                S = new Hash256(ArithmeticSamples.Bytes(Order - ValueOf(item.Signature.S))),
                V = (byte)(55 - item.Signature.V),
            };
            items.Add(fixture.Known(0, item with { Signature = high }));
        }

        Assert.Equal(items.Count, fixture.AssertVerdicts([.. items]));
    }

    public static void Factors_at_the_edges_are_as_recovery_has_them(VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(8);
        using var fixture = WithRandomKeys(tier, size, random, 1);
        BigInteger[] factors =
        [
            1, 2, 3, 255, 256, 257, Order - 1, Order - 2, Order / 2, (Order / 2) + 1, SelectedMultiples.Lambda,
            Order - SelectedMultiples.Lambda, BigInteger.One << 128, (BigInteger.One << 128) - 1, BigInteger.One << 255,
        ];
        var items = factors
            .SelectMany(u2 => factors.Append(0).Select(u1 => fixture.Craft(0, u1, u2)))
            .ToArray();
        var valid = 0;
        foreach (var group in items.Chunk(256))
        {
            valid += fixture.AssertVerdicts(group);
        }

        Assert.Equal(items.Length, valid);
    }

    public static void Sums_that_meet_equal_or_opposite_points_are_as_recovery_has_them(
        VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(9);
        BigInteger[] keys =
        [
            1, Order - 1, 2, Order - 2, (Order + 1) / 2, 3, SelectedMultiples.Lambda, Order - SelectedMultiples.Lambda,
            BigInteger.One << 16, BigInteger.One << 128, ArithmeticSamples.Random(random) % Order,
        ];
        using var fixture = new KnownKeyFixture(tier, size, keys);
        var items = new List<KnownSignature>();
        var valid = 0;
        for (var payer = 0; payer < keys.Length; payer++)
        {
            for (var i = 0; i < 4; i++)
            {
                var u2 = ArithmeticSamples.Random(random) % Order;
                foreach (var u1 in CollidingFactors(size, u2, keys[payer]))
                {
                    Assert.True(SelectedMultiples.MeetException(size, u1, u2, keys[payer]));
                    items.Add(fixture.Craft(payer, u1, u2));
                    valid += CraftedSignature.Modulo(u1 + (u2 * keys[payer])).IsZero ? 0 : 1;
                }

                items.Add(fixture.Craft(payer, u2, u2));
                items.Add(fixture.Craft(payer, Order - u2, u2));
                items.Add(fixture.Craft(payer, ArithmeticSamples.Random(random), u2));
            }
        }

        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        var found = shuffled.Chunk(256).Sum(fixture.AssertVerdicts);
        found += items.Chunk(7).Sum(fixture.AssertVerdicts) + items.Sum(item => fixture.AssertVerdicts(item));
        Assert.True(found > 3 * valid);
    }

    public static void Nothing_is_allocated(VerifierTier tier, PayerTableSize size)
    {
        var random = new Random(10);
        using var fixture = WithRandomKeys(tier, size, random, 1);
        var items = Enumerable.Range(1, 100).Select(i => fixture.Craft(0, i % 5 == 0 ? 0 : i, i)).ToArray();
        Assert.Equal(0, fixture.AllocatedBy(items));
    }

    /// <summary>Factors of the generator with which a sum meets the sum of some of the key's multiples, or its opposite.</summary>
    private static IEnumerable<BigInteger> CollidingFactors(PayerTableSize size, BigInteger u2, BigInteger privateKey)
    {
        var multiples = SelectedMultiples.OfKey(size, u2);
        var low = Sum(multiples[..16]);
        var high = Sum(multiples[16..(size == PayerTableSize.Large ? 32 : 33)]);
        yield return 0;
        yield return CraftedSignature.Modulo(low * privateKey);
        yield return CraftedSignature.Modulo(-low * privateKey);
        yield return CraftedSignature.Modulo((high - low) * privateKey);
        yield return CraftedSignature.Modulo((-high - low) * privateKey);
        if (size == PayerTableSize.Small)
        {
            var turned = Sum(multiples[33..]) * SelectedMultiples.Lambda;
            yield return CraftedSignature.Modulo((turned - low - high) * privateKey);
            yield return CraftedSignature.Modulo((-turned - low - high) * privateKey);
        }
    }

    private static BigInteger Sum(BigInteger[] multiples) => multiples.Aggregate(BigInteger.Zero, (sum, next) => sum + next);

    private static KnownKeyFixture WithRandomKeys(VerifierTier tier, PayerTableSize size, Random random, int count) => new(
        tier, size, [.. Enumerable.Range(0, count).Select(_ => ArithmeticSamples.Random(random) % Order)]);

    private static BigInteger ValueOf(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.CopyTo(bytes);
        return ArithmeticSamples.FromBytes(bytes);
    }

    /// <summary>Ways to be wrong, each of which recovery refuses or answers with another key.</summary>
    private static IEnumerable<SignedDigest> Spoilt(SignedDigest item)
    {
        var signature = item.Signature;
        BigInteger[] outOfRange = [0, Order, Order + 1, (BigInteger.One << 256) - 1];
        byte[] otherV = [0, 1, 26, 29, 255, (byte)(55 - signature.V)];
        yield return item with { Digest = new Hash256(ArithmeticSamples.Bytes(ValueOf(item.Digest) ^ 1)) };
        yield return item with { Signature = signature with { S = new Hash256(ArithmeticSamples.Bytes(Order - ValueOf(signature.S))) } };

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

    /// <summary>A signature that is wrong in one of many ways, or by chance still right.</summary>
    public static SignedDigest Mutate(SignedDigest item, Random random)
    {
        var bytes = new byte[Hash256.Size + EcdsaSignature.Size];
        item.Digest.CopyTo(bytes);
        item.Signature.CopyTo(bytes.AsSpan(Hash256.Size));
        switch (random.Next(4))
        {
            case 0:
                bytes[^1] = (byte)(55 - bytes[^1]);
                break;
            case 1:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                random.NextBytes(bytes.AsSpan(Hash256.Size, 64));
                break;
            default:
                bytes.AsSpan(32 * random.Next(3), random.Next(33)).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                break;
        }

        return new SignedDigest(
            new Hash256(bytes), new EcdsaSignature(new Hash256(bytes.AsSpan(32)), new Hash256(bytes.AsSpan(64)), bytes[^1]));
    }
}
