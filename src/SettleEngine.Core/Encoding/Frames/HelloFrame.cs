using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The caller's first frame. Body: wants (1), chain id (8), key length (1), key.</summary>
public readonly ref struct HelloFrame
{
    /// <summary>Bytes of the body without the key.</summary>
    public const int FixedBytes = 1 + 8 + 1;

    /// <summary>Builds a Hello.</summary>
    /// <param name="wants">What the caller wants of the connection.</param>
    /// <param name="chainId">The chain it signed for, or 0 for whichever the door serves.</param>
    /// <param name="apiKey">The key as it was issued, or empty.</param>
    public HelloFrame(FrameWants wants, ulong chainId, ReadOnlySpan<byte> apiKey)
    {
        Wants = wants;
        ChainId = chainId;
        ApiKey = apiKey;
    }

    /// <summary>What the caller wants of the connection.</summary>
    public FrameWants Wants { get; }

    /// <summary>The chain it signed for, or 0. Items do not repeat the chain, so a mistake is found here.</summary>
    public ulong ChainId { get; }

    /// <summary>The key as it was issued, or empty.</summary>
    public ReadOnlySpan<byte> ApiKey { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="frame">The frame; its key points into <paramref name="body"/>.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.MalformedBody"/>.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> body, out HelloFrame frame)
    {
        frame = default;
        if (body.Length < FixedBytes
            || body.Length != FixedBytes + body[9]
            || (body[0] & ~(byte)FrameWants.All) != 0
            || body[0] == 0)
        {
            return FrameErrorCode.MalformedBody;
        }

        frame = new HelloFrame(
            (FrameWants)body[0], BinaryPrimitives.ReadUInt64LittleEndian(body[1..]), body[FixedBytes..]);
        return FrameErrorCode.None;
    }

    /// <summary>Writes the frame with its header.</summary>
    /// <param name="destination">Room for header, fixed bytes and key.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        Invariant.Holds(ApiKey.Length <= FrameLayout.MaxApiKeyBytes);

        FrameLayout.WriteHeader(destination, FrameType.Hello, FixedBytes + ApiKey.Length);
        var body = destination[FrameLayout.HeaderBytes..];
        body[0] = (byte)Wants;
        BinaryPrimitives.WriteUInt64LittleEndian(body[1..], ChainId);
        body[9] = (byte)ApiKey.Length;
        ApiKey.CopyTo(body[FixedBytes..]);
        return FrameLayout.HeaderBytes + FixedBytes + ApiKey.Length;
    }
}
