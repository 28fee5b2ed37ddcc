using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Addresses of points for <see cref="IField8{TSelf}.LoadPoints"/> and its opposite.</summary>
internal static unsafe class LaneSlots
{
    /// <summary>Eight points in a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AffinePoint** Fill(AffinePoint** slots, AffinePoint* first)
    {
        for (var lane = 0; lane < LaneEntries.Lanes; lane++)
        {
            slots[lane] = first + lane;
        }

        return slots;
    }

    /// <summary>For each lane its point of a row of eight, from a table of such rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AffinePoint** Pick(AffinePoint** slots, AffinePoint* table, byte* rows)
    {
        for (var lane = 0; lane < LaneEntries.Lanes; lane++)
        {
            slots[lane] = table + (rows[lane] * LaneEntries.Lanes) + lane;
        }

        return slots;
    }
}
