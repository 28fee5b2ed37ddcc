using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>Outcomes that the door pushes, in sequence order. Body: count (4), then the outcomes.</summary>
public static class OutcomesFrame
{
    /// <summary>Bytes before the first outcome of a body.</summary>
    public const int FixedBytes = 4;

    /// <summary>Bytes of a frame with so many outcomes.</summary>
    /// <param name="count">0 to <see cref="FrameLayout.MaxOutcomes"/>.</param>
    /// <returns>The bytes.</returns>
    public static int SizeOf(int count) => FrameLayout.HeaderBytes + FixedBytes + (count * FrameOutcome.Size);

    /// <summary>Reads how many outcomes a body holds.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="count">Outcomes; the n-th is <see cref="Read"/>.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryReadCount(ReadOnlySpan<byte> body, out int count)
    {
        count = 0;
        if (body.Length < FixedBytes)
        {
            return FrameErrorCode.MalformedBody;
        }

        var stated = BinaryPrimitives.ReadUInt32LittleEndian(body);
        if (stated > FrameLayout.MaxOutcomes || body.Length != FixedBytes + ((int)stated * FrameOutcome.Size))
        {
            return FrameErrorCode.MalformedBody;
        }

        count = (int)stated;
        return FrameErrorCode.None;
    }

    /// <summary>Reads one outcome of a checked body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="position">From 0 to below the count.</param>
    /// <returns>The outcome.</returns>
    public static FrameOutcome Read(ReadOnlySpan<byte> body, int position) =>
        FrameOutcome.Read(body[(FixedBytes + (position * FrameOutcome.Size))..]);

    /// <summary>Writes header and count; the outcomes follow at <see cref="SizeOf"/> of their position.</summary>
    /// <param name="destination">The frame's bytes.</param>
    /// <param name="count">Outcomes that will follow.</param>
    public static void WriteHeader(Span<byte> destination, int count)
    {
        FrameLayout.WriteHeader(destination, FrameType.Outcomes, FixedBytes + (count * FrameOutcome.Size));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[FrameLayout.HeaderBytes..], (uint)count);
    }
}
