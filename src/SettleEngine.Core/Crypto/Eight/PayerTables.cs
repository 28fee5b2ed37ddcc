namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Tables of multiples of payers' keys: entry j of window i is (2 j + 1) 2ʷⁱ Q, so that entry 0 of window 0 is the
/// key Q itself.</summary>
internal static unsafe class PayerTables
{
    /// <summary>Windows of a large table, which hold 256 bits of a factor.</summary>
    public const int LargeWindows = 32;

    /// <summary>w of a large table.</summary>
    public const int LargeBits = 8;

    /// <summary>Windows of a small table, which hold 132 bits: half a factor and a little
    /// more.</summary>
    public const int SmallWindows = 33;

    /// <summary>w of a small table.</summary>
    public const int SmallBits = 4;

    private const int Lanes = 8;
    private const int HalfWords = 3;

    /// <summary>Computes tables, eight at a time, one in each lane.</summary>
    /// <param name="size">The size of all of them.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="tables">As many addresses.</param>
    /// <param name="workspace">Scratch memory.</param>
    /// <typeparam name="TField">Eight field elements side by side.</typeparam>
    public static void Build<TField>(
        PayerTableSize size, ReadOnlySpan<PublicKey> keys, ReadOnlySpan<nint> tables, byte* workspace)
        where TField : unmanaged, IField8<TField>
    {
        var (windows, bits) = size == PayerTableSize.Large ? (LargeWindows, LargeBits) : (SmallWindows, SmallBits);
        var multiples = new OddMultiples<TField>(workspace);
        var addresses = stackalloc AffinePoint*[Lanes];
        for (var from = 0; from < keys.Length; from += Lanes)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                // Lanes to spare compute the last table again and write the same into it.
                var i = Math.Min(from + lane, keys.Length - 1);
                addresses[lane] = (AffinePoint*)tables[i];
                *addresses[lane] = keys[i].Point;
            }

            multiples.Fill(addresses, windows, bits);
        }
    }

    /// <summary>Finds the points whose sum, with their signs, is a multiple of a key.</summary>
    /// <param name="size">The size of the table.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="table">The table.</param>
    /// <param name="entries">Receives the addresses at 8 i + lane: for a large table i is below 32; for a small one the first
    /// 33 are to be added up, and λ times the sum of another 33.</param>
    /// <param name="negative">Bit <c>lane</c> of byte i receives whether point i is to be negated; other bits stay.</param>
    /// <param name="lane">From 0 to 7.</param>
    public static void Select(
        PayerTableSize size, in Scalar factor, AffinePoint* table, AffinePoint** entries, byte* negative, int lane)
    {
        var plain = stackalloc ulong[2 * OddDigits.Words];
        if (size == PayerTableSize.Large)
        {
            var isOpposite = OddDigits.Write(factor, plain);
            OddDigits.Select(plain, LargeBits, LargeWindows, isOpposite, table, entries, negative, lane);
            return;
        }

        var second = plain + OddDigits.Words;
        SplitScalar.SplitOdd(factor, new Span<ulong>(plain, HalfWords), new Span<ulong>(second, HalfWords));
        ShiftHalf(plain);
        ShiftHalf(second);
        OddDigits.Select(plain, SmallBits, SmallWindows, isOpposite: false, table, entries, negative, lane);
        OddDigits.Select(
            second,
            SmallBits,
            SmallWindows,
            isOpposite: false,
            table,
            entries + (SmallWindows * Lanes),
            negative + SmallWindows,
            lane);
    }

    /// <summary>(k − 1) / 2 + 2¹³¹ for an odd half k, of either sign and below 2¹³² in magnitude: <see cref="OddDigits"/>.</summary>
    private static void ShiftHalf(ulong* half)
    {
        half[0] = (half[0] >> 1) | (half[1] << 63);
        half[1] = (half[1] >> 1) | (half[2] << 63);
        half[2] = (ulong)((long)half[2] >> 1) + (1UL << 3);
    }
}
