using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The door gives more credit. Body: items (4). Zero keeps a quiet connection alive.</summary>
/// <param name="Items">How many more items the caller may send.</param>
public readonly record struct CreditFrame(uint Items)
{
    /// <summary>Bytes of the body.</summary>
    public const int BodyBytes = 4;

    /// <summary>Bytes of the frame.</summary>
    public const int Size = FrameLayout.HeaderBytes + BodyBytes;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="frame">The frame.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> body, out CreditFrame frame)
    {
        frame = default;
        if (body.Length != BodyBytes)
        {
            return FrameErrorCode.MalformedBody;
        }

        frame = new CreditFrame(BinaryPrimitives.ReadUInt32LittleEndian(body));
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame with its header.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        FrameLayout.WriteHeader(destination, FrameType.Credit, BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[FrameLayout.HeaderBytes..], Items);
        return Size;
    }
}
