namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The table for multiples of the generator: entry j of window i is (2 j + 1) 2¹⁶ⁱ G.</summary>
internal static unsafe class GeneratorWindows
{
    /// <summary>Windows, and so the points to add up for one product.</summary>
    public const int Count = 16;

    private const int Bits = 16;
    private const int Entries = 1 << (Bits - 1);

    /// <summary>Finds the points whose sum, with their signs, is a multiple of the generator.</summary>
    /// <param name="factor">The factor; zero gives points whose sum is infinity.</param>
    /// <param name="table">The table.</param>
    /// <param name="entries">Receives the addresses at 8 i + lane, for i from 0 to 15.</param>
    /// <param name="negative">Bit <c>lane</c> of byte i receives whether point i is to be negated; other bits stay.</param>
    /// <param name="lane">From 0 to 7.</param>
    public static void Select(
        in Scalar factor, AffinePoint* table, AffinePoint** entries, byte* negative, int lane)
    {
        var plain = stackalloc ulong[OddDigits.Words];
        var isOpposite = OddDigits.Write(factor, plain);
        OddDigits.Select(plain, Bits, Count, isOpposite, table, entries, negative, lane);
    }

    /// <summary>Computes the table, eight windows at a time, one in each lane.</summary>
    /// <param name="table">Receives the points.</param>
    /// <param name="workspace">Scratch memory.</param>
    /// <typeparam name="TField">Eight field elements side by side.</typeparam>
    public static void Fill<TField>(AffinePoint* table, byte* workspace)
        where TField : unmanaged, IField8<TField>
    {
        var windows = stackalloc AffinePoint*[Count];
        var first = new JacobianPoint(AffinePoint.Generator);
        for (var i = 0; i < Count; i++)
        {
            windows[i] = table + (i * Entries);
            FieldRoots.InvertVar(first.Z, out var inverse);
            PointBatch.Scale(first, inverse, out *windows[i]);
            for (var j = 0; j < Bits; j++)
            {
                JacobianPoint.Double(ref first);
            }
        }

        var multiples = new OddMultiples<TField>(workspace);
        multiples.Fill(windows, windows: 1, Bits);
        multiples.Fill(windows + 8, windows: 1, Bits);
    }
}
