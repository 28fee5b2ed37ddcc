using System.Globalization;
using System.Numerics;
using System.Text;

namespace SettleEngine.SignatureOracle;

/// <summary>Writes the committed vectors of the classes that published collections of difficult signatures have, with the
/// oracle's keys. The same text every time.</summary>
/// <remarks>A signature is built from what is to be special about it. With a private key d and a signing nonce k the point is
/// R = k G, r its x, and any two of digest z, s, u₁ = z / s and u₂ = r / s give the others.</remarks>
public sealed class ClassVectors
{
    private readonly StringBuilder _text = new();
    private readonly SplitMix _random = new(0x5EC9);

    private ClassVectors()
    {
    }

    private static IReadOnlyList<BigInteger> EdgeFactors { get; } =
    [
        1, 2, 3, CurveNumbers.Order - 1, CurveNumbers.Order - 2, CurveNumbers.HalfOrder, CurveNumbers.HalfOrder + 1,
        CurveNumbers.Order / 3, 2 * CurveNumbers.Order / 3, CurveNumbers.Lambda, CurveNumbers.Order - CurveNumbers.Lambda,
        BigInteger.One << 64, BigInteger.One << 127, BigInteger.One << 128, (BigInteger.One << 128) - 1,
        BigInteger.One << 192, BigInteger.One << 255, (BigInteger.One << 255) - 1, CurveNumbers.Order - (BigInteger.One << 128),
        CurveNumbers.Order - (BigInteger.One << 64),
    ];

    /// <summary>All lines: class, digest, r, s, v, key or a dash.</summary>
    public static string Write()
    {
        var vectors = new ClassVectors();
        vectors._text.Append(
            "# Difficult signatures by class, written by SettleEngine.SignatureOracle: class, digest, r, s, v (hexadecimal), then the\n"
            + "# uncompressed key without its prefix, or - when there is none. Keys are libsecp256k1's.\n");
        vectors.WriteHashes();
        vectors.WriteIntegers();
        vectors.WriteOtherV();
        vectors.WriteBeyondOrder();
        vectors.WriteSpecialPairs();
        vectors.WriteFactors();
        vectors.WriteSums();
        vectors.WriteKeys();
        return vectors._text.ToString();
    }

    private static BigInteger Repeat(ulong first, ulong second, ulong third, ulong fourth) =>
        ((((((BigInteger)first << 64) | second) << 64) | third) << 64) | fourth;

    /// <summary>Digests with long runs of zeros and ones.</summary>
    private void WriteHashes()
    {
        var key = _random.Scalar();
        for (var run = 32; run <= 224; run += 32)
        {
            for (var position = 0; position + run <= 256; position += 64)
            {
                var mask = ((BigInteger.One << run) - 1) << position;
                var noise = CurveNumbers.Read(_random.Word());
                Sign("hash-of-ones", key, noise | mask);
                Sign("hash-of-zeros", key, noise & ~mask);
            }
        }

        foreach (var digest in new[] { 0, 1, CurveNumbers.Order - 1, CurveNumbers.Order, CurveNumbers.Order + 1, (BigInteger.One << 256) - 1 })
        {
            Sign("hash-at-order", key, digest);
        }

        Sign("hash-of-limbs", key, Repeat(ulong.MaxValue, 0, ulong.MaxValue, 0));
        Sign("hash-of-limbs", key, Repeat(0, ulong.MaxValue, 0, ulong.MaxValue));
        Sign("hash-of-limbs", key, Repeat(0x5555555555555555, 0xAAAAAAAAAAAAAAAA, 0x5555555555555555, 0xAAAAAAAAAAAAAAAA));
    }

    /// <summary>A good signature, and its integers negated, shifted, truncated and moved by the order.</summary>
    private void WriteIntegers()
    {
        var key = _random.Scalar();
        var (z, r, s, v) = Sign("good", key, CurveNumbers.Read(_random.Word()));
        var n = CurveNumbers.Order;
        foreach (var other in new[] { n - r, CurveNumbers.Prime - r, r >> 1, r >> 8, r ^ 1, r ^ (BigInteger.One << 255) })
        {
            Add("modified-r", z, other, s, v);
        }

        foreach (var other in new[] { n - s, s >> 1, s >> 8, s ^ 1, s ^ (BigInteger.One << 254), s + 1 })
        {
            Add("modified-s", z, r, other, v);
        }

        foreach (var bits in new[] { 64, 128, 192, 255 })
        {
            var mask = (BigInteger.One << bits) - 1;
            Add("truncated", z, r & mask, s, v);
            Add("truncated", z, r, s & mask, v);
        }

        // r of a small x and a small s leave room below 2²⁵⁶ for the order to be added.
        for (BigInteger x = 1; x < 30; x++)
        {
            if (Libsecp256k1.Lift(CurveNumbers.Bytes(x), yIsOdd: false) is not null)
            {
                AddBothV("r-plus-n", z, x, s);
                AddBothV("r-plus-n", z, x + n, s);
            }
        }

        foreach (var small in new[] { 1, 2, BigInteger.One << 64, (BigInteger.One << 128) - 1 })
        {
            AddBothV("s-plus-n", z, r, small);
            AddBothV("s-plus-n", z, r, small + n);
        }
    }

    /// <summary>Good signatures of both parities, each followed by itself with every v that somebody may take for its own.</summary>
    private void WriteOtherV()
    {
        var key = _random.Scalar();
        var seen = new HashSet<int>();
        while (seen.Count < 2)
        {
            var (z, r, s, v) = Sign("good-before-other-v", key, CurveNumbers.Read(_random.Word()));
            if (seen.Add(v))
            {
                foreach (var other in new[] { 0, 1, 2, 3, 26, 29, 30, 31, 34, 35, 36, v ^ 0x80, v ^ 0x40, 255 })
                {
                    Add("other-v-of-good", z, r, s, other);
                }
            }
        }
    }

    /// <summary>Points whose x is r + n. Plain ECDSA takes them; the EVM, whose x is r itself, does not. A good signature of the
    /// same key comes before each, so that the key is known when the bad one is claimed to be its own.</summary>
    private void WriteBeyondOrder()
    {
        var z = CurveNumbers.Read(_random.Word());
        for (var r = 1; r < 40; r++)
        {
            var s = _random.Scalar() >> 1;
            for (var id = 2; id <= 3; id++)
            {
                var key = Libsecp256k1.Recover(CurveNumbers.Bytes(z), CurveNumbers.Bytes(r), CurveNumbers.Bytes(s), id);
                if (key is not null)
                {
                    WriteForKey("good-before-x-beyond-order", key);
                    Add("x-beyond-order", z, r, s, 25 + id);
                }
            }
        }
    }

    /// <summary>All pairs of values that fail somewhere, and small, middling and large r and s that somebody can have made.</summary>
    private void WriteSpecialPairs()
    {
        var z = CurveNumbers.Read(_random.Word());
        var (n, p) = (CurveNumbers.Order, CurveNumbers.Prime);
        BigInteger[] special = [0, 1, n - 1, n, n + 1, p - 1, p, p + 1, (BigInteger.One << 256) - 1];
        foreach (var r in special)
        {
            foreach (var s in special)
            {
                Add("special-pair", z, r, s, 27);
            }
        }

        foreach (var bits in new[] { 3, 64, 100, 128, 160, 255 })
        {
            for (var i = 0; i < 6; i++)
            {
                var mask = (BigInteger.One << bits) - 1;
                var r = Liftable(_random.Scalar() & mask);
                AddBothV("small-r-and-s", z, r, 1 + (_random.Scalar() & mask));
                AddBothV("small-r-and-inverse", z, r, CurveNumbers.Invert(1 + (_random.Scalar() & mask)));
            }
        }

        for (var i = 1; i <= 4; i++)
        {
            AddBothV("large-r-and-s", z, Liftable(n - (40 * i)), CurveNumbers.HalfOrder - i);
            AddBothV("r-between-n-and-p", z, Liftable(n + (40 * i)), i);
            AddBothV("half-order", z, Liftable(1 + i), CurveNumbers.HalfOrder - 2 + i);
        }
    }

    /// <summary>Every edge factor as s, its inverse, u₁ and u₂.</summary>
    private void WriteFactors()
    {
        var key = _random.Scalar();
        var point = SigningPoint.Of(_random.Scalar());
        foreach (var factor in EdgeFactors)
        {
            foreach (var s in new[] { factor, CurveNumbers.Invert(factor) })
            {
                var z = CurveNumbers.Mod((s * point.K) - (point.R * key));
                AddLow("modular-inverse", z, point.R, s, point.YIsOdd);
            }

            WriteFromFactors("edge-u1", factor, _random.Scalar(), key);
            WriteFromFactors("edge-u2", _random.Scalar(), factor, key);
            WriteFromFactors("edge-u1-and-u2", factor, factor, key);
            WriteWithNonce("extreme-point", factor, _random.Scalar(), key);
            WriteWithNonce("extreme-point", factor, factor, key);
        }
    }

    /// <summary>Sums that meet: equal and opposite points at the end and on the way, keys that share the generator's x.</summary>
    private void WriteSums()
    {
        foreach (var key in new[] { 1, CurveNumbers.Order - 1, 2, CurveNumbers.Order - 2, CurveNumbers.Lambda, _random.Scalar() })
        {
            for (var i = 0; i < 3; i++)
            {
                var point = SigningPoint.Of(_random.Scalar());
                var product = CurveNumbers.Mod(point.R * key);
                SignWith("sums-equal", key, product, point);
                AddBothV("sums-opposite", CurveNumbers.Mod(-product), point.R, _random.Scalar() >> 1);
            }

            // Equal leading digits of u₁ and u₂: on the way the sum is a multiple of G + Q or G − Q, which may be infinity.
            foreach (var shift in new[] { 4, 8, 64, 128, 200 })
            {
                var shared = (_random.Scalar() >> (shift + 1)) << shift;
                var mask = (BigInteger.One << shift) - 1;
                var (u1, u2) = (shared + (_random.Scalar() & mask), shared + (_random.Scalar() & mask));
                WriteFromFactors("sums-meet-on-the-way", u1, u2, key);
                WriteFromFactors("sums-meet-on-the-way", u1, CurveNumbers.Order - u2, key);
            }
        }
    }

    /// <summary>Keys with coordinates that are small, large or end in ones or zeros. Nobody knows their private keys.</summary>
    private void WriteKeys()
    {
        var p = CurveNumbers.Prime;
        BigInteger[] starts =
        [
            1, 1000, p - 50, p - 3000, BigInteger.One << 64, BigInteger.One << 128, BigInteger.One << 192, BigInteger.One << 255,
            (BigInteger.One << 224) - 60, (BigInteger.One << 255) - 60,
        ];
        foreach (var start in starts)
        {
            var x = Liftable(start);
            WriteForKey("edge-key-x", Libsecp256k1.Lift(CurveNumbers.Bytes(x), yIsOdd: false)!);
            WriteForKey("edge-key-x", Libsecp256k1.Lift(CurveNumbers.Bytes(x), yIsOdd: true)!);
            WriteForKey("edge-key-y", WithY(start));
        }

        // Limbs of ones above a changing low part, and the reverse.
        var pattern = Repeat(0x1234567890ABCDEF, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);
        WriteForKey("edge-key-x", Libsecp256k1.Lift(CurveNumbers.Bytes(Liftable(pattern - 60)), yIsOdd: true)!);
        WriteForKey("edge-key-y", WithY(pattern - 60));
    }

    /// <summary>The first x from a number on that a point has.</summary>
    private static BigInteger Liftable(BigInteger start)
    {
        var x = BigInteger.Max(start, 1);
        while (Libsecp256k1.Lift(CurveNumbers.Bytes(x), yIsOdd: false) is null)
        {
            x++;
        }

        return x;
    }

    /// <summary>The point with the first y from a number on. x³ = y² − 7, and p ≡ 7 modulo 9 makes a cube root, where there is
    /// one, the (p + 2) / 9-th power.</summary>
    private static byte[] WithY(BigInteger start)
    {
        var p = CurveNumbers.Prime;
        for (var y = start; ; y++)
        {
            var cube = (((y * y) - 7) % p + p) % p;
            var x = BigInteger.ModPow(cube, (p + 2) / 9, p);
            if (BigInteger.ModPow(x, 3, p) == cube)
            {
                return [.. CurveNumbers.Bytes(x), .. CurveNumbers.Bytes(y)];
            }
        }
    }

    private void WriteForKey(string @class, byte[] key)
    {
        foreach (var u1 in new[] { 0, 1, _random.Scalar() })
        {
            var u2 = _random.Scalar();
            var point = Libsecp256k1.AddGenerator(Libsecp256k1.Multiply(key, CurveNumbers.Bytes(u2)), CurveNumbers.Bytes(u1))!;
            AddFromPoint(@class, u1, u2, point);
        }
    }

    private void WriteFromFactors(string @class, BigInteger u1, BigInteger u2, BigInteger key)
    {
        var k = CurveNumbers.Mod(u1 + (u2 * key));
        if (!k.IsZero)
        {
            AddFromPoint(@class, u1, u2, PayerKey.Of(k).PublicKey);
        }
    }

    /// <summary>A special point k G and a special u₂; u₁ = k − u₂ d.</summary>
    private void WriteWithNonce(string @class, BigInteger k, BigInteger u2, BigInteger key) =>
        AddFromPoint(@class, CurveNumbers.Mod(k - (u2 * key)), u2, PayerKey.Of(k).PublicKey);

    private void AddFromPoint(string @class, BigInteger u1, BigInteger u2, byte[] point)
    {
        var r = CurveNumbers.Mod(CurveNumbers.Read(point.AsSpan(0, 32)));
        var s = CurveNumbers.Mod(r * CurveNumbers.Invert(u2));
        AddLow(@class, CurveNumbers.Mod(u1 * s), r, s, (point[63] & 1) == 1);
    }

    private (BigInteger Z, BigInteger R, BigInteger S, int V) Sign(string @class, BigInteger key, BigInteger z) =>
        SignWith(@class, key, z, SigningPoint.Of(_random.Scalar()));

    private (BigInteger Z, BigInteger R, BigInteger S, int V) SignWith(
        string @class, BigInteger key, BigInteger z, SigningPoint point)
    {
        var s = CurveNumbers.Mod(point.InverseK * (z + (point.R * key)));
        return AddLow(@class, z, point.R, s, point.YIsOdd);
    }

    private (BigInteger Z, BigInteger R, BigInteger S, int V) AddLow(
        string @class, BigInteger z, BigInteger r, BigInteger s, bool yIsOdd)
    {
        var isHigh = s > CurveNumbers.HalfOrder;
        var low = isHigh ? CurveNumbers.Order - s : s;
        var v = yIsOdd != isHigh ? 28 : 27;
        Add(@class, z, r, low, v);
        return (z, r, low, v);
    }

    private void AddBothV(string @class, BigInteger z, BigInteger r, BigInteger s)
    {
        Add(@class, z, r, s, 27);
        Add(@class, z, r, s, 28);
    }

    private void Add(string @class, BigInteger z, BigInteger r, BigInteger s, int v)
    {
        byte[] digest = CurveNumbers.Bytes(z), rBytes = CurveNumbers.Bytes(r), sBytes = CurveNumbers.Bytes(s);
        var key = v is 27 or 28 ? Libsecp256k1.Recover(digest, rBytes, sBytes, v - 27) : null;
        _text.Append(
            CultureInfo.InvariantCulture,
            $"{@class} {Convert.ToHexStringLower(digest)} {Convert.ToHexStringLower(rBytes)} {Convert.ToHexStringLower(sBytes)} {v:x2} {(key is null ? "-" : Convert.ToHexStringLower(key))}\n");
    }
}
