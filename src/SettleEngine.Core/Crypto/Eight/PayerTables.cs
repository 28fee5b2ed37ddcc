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
}
