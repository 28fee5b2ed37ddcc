using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>What precedes the items of an Authorizations frame. Body: first item number (8), count (4), items.</summary>
/// <param name="FirstItemNumber">The caller's number for the first item; the others follow one by one.</param>
/// <param name="Count">Items in the frame, at least one.</param>
/// <remarks>The items need not be in memory together: a reader checks this header against the length of the body and then
/// takes item by item as the bytes arrive.</remarks>
public readonly record struct AuthorizationsFrame(ulong FirstItemNumber, int Count)
{
    /// <summary>Reads the header and checks that so many items can be in so long a body.</summary>
    /// <param name="bytes">At least <see cref="FrameLayout.AuthorizationsHeaderBytes"/> bytes of the body's start.</param>
    /// <param name="bodyBytes">Bytes of the whole body, from the frame's header.</param>
    /// <param name="frame">The header, or default.</param>
    /// <returns><see cref="FrameErrorCode.None"/>, <see cref="FrameErrorCode.MalformedBody"/>, or
    /// <see cref="FrameErrorCode.ItemNumbers"/> when the last number would not fit 64 bits.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> bytes, int bodyBytes, out AuthorizationsFrame frame)
    {
        frame = default;
        if (bodyBytes < FrameLayout.AuthorizationsHeaderBytes || bytes.Length < FrameLayout.AuthorizationsHeaderBytes)
        {
            return FrameErrorCode.MalformedBody;
        }

        var first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (count == 0
            || count * (ulong)FrameItem.FixedBytes > (ulong)(bodyBytes - FrameLayout.AuthorizationsHeaderBytes))
        {
            return FrameErrorCode.MalformedBody;
        }

        // One number beyond the last must exist too: Goodbye names it.
        if (first > ulong.MaxValue - count)
        {
            return FrameErrorCode.ItemNumbers;
        }

        frame = new AuthorizationsFrame(first, (int)count);
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame's header and this one; the items follow.</summary>
    /// <param name="destination">The frame's bytes.</param>
    /// <param name="itemBytes">Bytes of all items together.</param>
    /// <returns>Bytes written: where the first item goes.</returns>
    public int Write(Span<byte> destination, int itemBytes)
    {
        Invariant.Holds(Count >= 1);

        FrameLayout.WriteHeader(
            destination, FrameType.Authorizations, FrameLayout.AuthorizationsHeaderBytes + itemBytes);
        var body = destination[FrameLayout.HeaderBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(body, FirstItemNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], (uint)Count);
        return FrameLayout.HeaderBytes + FrameLayout.AuthorizationsHeaderBytes;
    }
}
