using System.Numerics;

namespace SettleEngine.SignatureOracle;

/// <summary>The payers of generated cases: special multiples of the generator, and ordinary ones.</summary>
public static class PayerRing
{
    private const int OrdinaryPayers = 32;

    /// <summary>Multiples of the generator at which additions, tables and the endomorphism have their exceptions.</summary>
    public static IReadOnlyList<BigInteger> SpecialScalars { get; } = BuildSpecialScalars();

    /// <summary>Special payers first, then ordinary ones.</summary>
    public static IReadOnlyList<PayerKey> Create(ulong seed)
    {
        var random = new SplitMix(seed);
        return
        [
            .. SpecialScalars.Select(PayerKey.Of),
            .. Enumerable.Range(0, OrdinaryPayers).Select(_ => PayerKey.Of(random.Scalar())),
        ];
    }

    private static BigInteger[] BuildSpecialScalars()
    {
        BigInteger[] positive =
        [
            1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 128, 255, 256,
            BigInteger.One << 64, BigInteger.One << 128, (BigInteger.One << 128) - 1, BigInteger.One << 252,
            CurveNumbers.HalfOrder, CurveNumbers.Lambda, CurveNumbers.Mod(CurveNumbers.Lambda * CurveNumbers.Lambda),
            CurveNumbers.Lambda + 1, 2 * CurveNumbers.Lambda,
        ];
        return [.. positive.SelectMany(value => new[] { CurveNumbers.Mod(value), CurveNumbers.Mod(-value) }).Distinct()];
    }
}
