using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The six bytes that start every frame: what follows, and how long it is.</summary>
/// <param name="Type">A known type.</param>
/// <param name="BodyBytes">Bytes after the header; never more than the type allows.</param>
public readonly record struct FrameHeader(FrameType Type, int BodyBytes)
{
    /// <summary>Checks the length alone, as soon as its four bytes are there.</summary>
    /// <param name="bytes">At least four bytes.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.FrameLength"/>.</returns>
    public static FrameErrorCode CheckLength(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes) is >= FrameLayout.MinLength and <= FrameLayout.MaxLength
            ? FrameErrorCode.None
            : FrameErrorCode.FrameLength;

    /// <summary>Reads a header. The first trouble in this order is reported: length, version, type, length for the type.</summary>
    /// <param name="bytes">At least <see cref="FrameLayout.HeaderBytes"/> bytes.</param>
    /// <param name="header">The header, or default.</param>
    /// <returns><see cref="FrameErrorCode.None"/> when the body may be read.</returns>
    public static FrameErrorCode TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (CheckLength(bytes) != FrameErrorCode.None)
        {
            return FrameErrorCode.FrameLength;
        }

        if (bytes[4] != FrameLayout.Version)
        {
            return FrameErrorCode.UnsupportedVersion;
        }

        var type = (FrameType)bytes[5];
        var maxBody = FrameLayout.MaxBodyOf(type);
        if (maxBody == 0)
        {
            return FrameErrorCode.UnknownType;
        }

        var bodyBytes = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            - (FrameLayout.HeaderBytes - FrameLayout.LengthBytes);
        if (bodyBytes > maxBody)
        {
            return FrameErrorCode.FrameLength;
        }

        header = new FrameHeader(type, bodyBytes);
        return FrameErrorCode.None;
    }
}
