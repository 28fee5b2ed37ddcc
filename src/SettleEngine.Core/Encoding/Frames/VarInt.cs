namespace SettleEngine.Core.Encoding.Frames;

/// <summary>Unsigned integers in groups of seven bits, the lowest first; the top bit of a byte says that more follow.</summary>
internal static class VarInt
{
    /// <summary>Bytes that the longest value needs.</summary>
    public const int MaxBytes = 10;

    /// <summary>Reads one value.</summary>
    /// <param name="bytes">The bytes, of any length.</param>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Bytes read; 0 when the value is cut off or needs more than 64 bits.</returns>
    public static int Read(ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < MaxBytes; i++)
        {
            var group = (ulong)(bytes[i] & 0x7F);
            if (i == MaxBytes - 1 && group > 1)
            {
                break;
            }

            value |= group << (7 * i);
            if (bytes[i] < 0x80)
            {
                return i + 1;
            }
        }

        value = 0;
        return 0;
    }

    /// <summary>Writes one value.</summary>
    /// <param name="destination">At least <see cref="MaxBytes"/> bytes.</param>
    /// <param name="value">The value.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Maps a signed difference to a value that is short when the difference is near zero.</summary>
    /// <param name="difference">The difference of two ids, modulo 2⁶⁴.</param>
    /// <returns>Twice the difference, or one less than minus twice it.</returns>
    public static ulong Fold(long difference) => (ulong)((difference << 1) ^ (difference >> 63));

    /// <summary>Undoes <see cref="Fold"/>.</summary>
    /// <param name="folded">The folded difference.</param>
    /// <returns>The difference.</returns>
    public static long Unfold(ulong folded) => (long)(folded >> 1) ^ -(long)(folded & 1);
}
