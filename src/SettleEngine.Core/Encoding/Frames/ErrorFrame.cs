using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The door's last words. Body: code (2), number (8), message length (2), message in UTF-8.</summary>
public readonly ref struct ErrorFrame
{
    /// <summary>Bytes of the body without the message.</summary>
    public const int FixedBytes = 2 + 8 + 2;

    /// <summary>Builds an error.</summary>
    /// <param name="code">What is wrong.</param>
    /// <param name="number">What it is about: see <see cref="Number"/>.</param>
    /// <param name="message">A sentence in UTF-8.</param>
    public ErrorFrame(FrameErrorCode code, ulong number, ReadOnlySpan<byte> message)
    {
        Code = code;
        Number = number;
        Message = message;
    }

    /// <summary>What is wrong. A code that this version does not know is passed on as it is.</summary>
    public FrameErrorCode Code { get; }

    /// <summary>The next item number that the door would have taken: every item below it was answered. For
    /// <see cref="FrameErrorCode.OutcomesGone"/> the first kept sequence, for <see cref="FrameErrorCode.WrongChain"/> the
    /// door's chain id.</summary>
    public ulong Number { get; }

    /// <summary>A sentence for people, in UTF-8.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="frame">The frame; its message points into <paramref name="body"/>.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> body, out ErrorFrame frame)
    {
        frame = default;
        if (body.Length < FixedBytes
            || body.Length != FixedBytes + BinaryPrimitives.ReadUInt16LittleEndian(body[10..]))
        {
            return FrameErrorCode.MalformedBody;
        }

        frame = new ErrorFrame(
            (FrameErrorCode)BinaryPrimitives.ReadUInt16LittleEndian(body),
            BinaryPrimitives.ReadUInt64LittleEndian(body[2..]),
            body[FixedBytes..]);
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame with its header.</summary>
    /// <param name="destination">Room for header, fixed bytes and message.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        Invariant.Holds(Message.Length <= FrameLayout.MaxMessageBytes);

        FrameLayout.WriteHeader(destination, FrameType.Error, FixedBytes + Message.Length);
        var body = destination[FrameLayout.HeaderBytes..];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)Code);
        BinaryPrimitives.WriteUInt64LittleEndian(body[2..], Number);
        BinaryPrimitives.WriteUInt16LittleEndian(body[10..], (ushort)Message.Length);
        Message.CopyTo(body[FixedBytes..]);
        return FrameLayout.HeaderBytes + FixedBytes + Message.Length;
    }
}
