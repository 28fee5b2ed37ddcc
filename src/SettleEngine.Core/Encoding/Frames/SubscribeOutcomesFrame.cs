using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The caller wants outcomes pushed. Body: sequence (8).</summary>
/// <param name="After">Sequence of the last outcome that the caller has; 0 for all.</param>
public readonly record struct SubscribeOutcomesFrame(ulong After)
{
    /// <summary>Bytes of the body.</summary>
    public const int BodyBytes = 8;

    /// <summary>Bytes of the frame.</summary>
    public const int Size = FrameLayout.HeaderBytes + BodyBytes;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="frame">The frame.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> body, out SubscribeOutcomesFrame frame)
    {
        frame = default;
        if (body.Length != BodyBytes)
        {
            return FrameErrorCode.MalformedBody;
        }

        frame = new SubscribeOutcomesFrame(BinaryPrimitives.ReadUInt64LittleEndian(body));
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame with its header.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        FrameLayout.WriteHeader(destination, FrameType.SubscribeOutcomes, BodyBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FrameLayout.HeaderBytes..], After);
        return Size;
    }
}
