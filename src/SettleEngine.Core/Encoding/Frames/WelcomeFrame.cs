using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The door's answer to Hello. Body: chain id (8), credit (4), longest frame (4), longest item (4).</summary>
/// <param name="ChainId">The chain that is settled on.</param>
/// <param name="Credit">How many items may be sent before more credit is given.</param>
/// <param name="MaxFrameBytes">Longest frame that the door reads, header included.</param>
/// <param name="MaxItemBytes">Longest item that the door reads.</param>
public readonly record struct WelcomeFrame(ulong ChainId, uint Credit, uint MaxFrameBytes, uint MaxItemBytes)
{
    /// <summary>Bytes of the body.</summary>
    public const int BodyBytes = 8 + 4 + 4 + 4;

    /// <summary>Bytes of the frame.</summary>
    public const int Size = FrameLayout.HeaderBytes + BodyBytes;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="frame">The frame.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> body, out WelcomeFrame frame)
    {
        frame = default;
        if (body.Length != BodyBytes)
        {
            return FrameErrorCode.MalformedBody;
        }

        frame = new WelcomeFrame(
            BinaryPrimitives.ReadUInt64LittleEndian(body),
            BinaryPrimitives.ReadUInt32LittleEndian(body[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[16..]));
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame with its header.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        FrameLayout.WriteHeader(destination, FrameType.Welcome, BodyBytes);
        var body = destination[FrameLayout.HeaderBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(body, ChainId);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], Credit);
        BinaryPrimitives.WriteUInt32LittleEndian(body[12..], MaxFrameBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(body[16..], MaxItemBytes);
        return Size;
    }
}
