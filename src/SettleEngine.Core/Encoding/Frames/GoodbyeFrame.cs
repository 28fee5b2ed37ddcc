using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The door ends in order. Body: item number (8).</summary>
/// <param name="NextItemNumber">Every item below this number was answered; none from it on was taken.</param>
public readonly record struct GoodbyeFrame(ulong NextItemNumber)
{
    /// <summary>Bytes of the body.</summary>
    public const int BodyBytes = 8;

    /// <summary>Bytes of the frame.</summary>
    public const int Size = FrameLayout.HeaderBytes + BodyBytes;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="frame">The frame.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> body, out GoodbyeFrame frame)
    {
        frame = default;
        if (body.Length != BodyBytes)
        {
            return FrameErrorCode.MalformedBody;
        }

        frame = new GoodbyeFrame(BinaryPrimitives.ReadUInt64LittleEndian(body));
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame with its header.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        FrameLayout.WriteHeader(destination, FrameType.Goodbye, BodyBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FrameLayout.HeaderBytes..], NextItemNumber);
        return Size;
    }
}
