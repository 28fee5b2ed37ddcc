using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding.Frames;

public class FrameReadingTests
{
    [Theory]
    [InlineData(0U)]
    [InlineData(1U)]
    [InlineData((1U << 20) - 3)]
    [InlineData(0x7FFF_FFFFU)]
    [InlineData(0x8000_0000U)]
    [InlineData(uint.MaxValue)]
    public void A_length_outside_the_limits_is_refused_before_anything_else(uint length)
    {
        var bytes = new byte[FrameLayout.HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);

        Assert.Equal(FrameErrorCode.FrameLength, FrameHeader.CheckLength(bytes));
        Assert.Equal(FrameErrorCode.FrameLength, FrameHeader.TryRead(bytes, out _));
    }

    [Fact]
    public void The_longest_frame_is_one_mebibyte_with_its_header()
    {
        var header = Header((1U << 20) - 4, FrameLayout.Version, (byte)FrameType.Authorizations, out var code);

        Assert.Equal(FrameErrorCode.None, code);
        Assert.Equal(FrameLayout.MaxFrameBytes, header.BodyBytes + FrameLayout.HeaderBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void Another_version_is_refused(byte version)
    {
        Header(2, version, (byte)FrameType.Hello, out var code);

        Assert.Equal(FrameErrorCode.UnsupportedVersion, code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(63)]
    [InlineData(70)]
    [InlineData(255)]
    public void An_unknown_type_is_refused(byte type)
    {
        Header(2, FrameLayout.Version, type, out var code);

        Assert.Equal(FrameErrorCode.UnknownType, code);
    }

    [Fact]
    public void A_small_frame_type_may_not_announce_a_large_body()
    {
        Header(2 + 266, FrameLayout.Version, (byte)FrameType.Hello, out var hello);
        Header(2 + 9, FrameLayout.Version, (byte)FrameType.SubscribeOutcomes, out var subscribe);

        Assert.Equal(FrameErrorCode.FrameLength, hello);
        Assert.Equal(FrameErrorCode.FrameLength, subscribe);
    }

    [Theory]
    [InlineData(0U, 1_000)]
    [InlineData(8U, 1_000)]
    [InlineData(uint.MaxValue, 1_000)]
    [InlineData(0x4000_0001U, 1_000)]
    public void A_count_that_the_body_cannot_hold_is_refused(uint count, int bodyBytes)
    {
        var bytes = new byte[FrameLayout.AuthorizationsHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), count);

        Assert.Equal(FrameErrorCode.MalformedBody, AuthorizationsFrame.TryRead(bytes, bodyBytes, out _));
    }

    [Fact]
    public void Item_numbers_may_not_run_over_64_bits()
    {
        var bytes = new byte[FrameLayout.AuthorizationsHeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 2);

        Assert.Equal(FrameErrorCode.ItemNumbers, AuthorizationsFrame.TryRead(bytes, 1_000, out _));
    }

    [Theory]
    [InlineData(3_953, FrameErrorCode.None)]
    [InlineData(3_954, FrameErrorCode.ItemTooLong)]
    [InlineData(65_535, FrameErrorCode.ItemTooLong)]
    public void An_item_has_at_most_four_kibibytes(ushort signatureBytes, FrameErrorCode expected)
    {
        var bytes = Convert.FromHexString(FrameSamples.ItemHex);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(141), signatureBytes);

        Assert.Equal(expected, FrameItem.TryMeasure(bytes, out var itemBytes));
        Assert.Equal(expected == FrameErrorCode.None ? 4_096 : 0, itemBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(66)]
    [InlineData(200)]
    public void A_signature_of_another_length_is_the_item_s_own_trouble(int signatureBytes)
    {
        var bytes = new byte[FrameItem.FixedBytes + signatureBytes];
        Convert.FromHexString(FrameSamples.ItemHex).AsSpan(0, FrameItem.FixedBytes).CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(141), (ushort)signatureBytes);

        Assert.Equal(FrameErrorCode.None, FrameItem.TryMeasure(bytes, out var itemBytes));
        Assert.Equal(bytes.Length, itemBytes);
        Assert.Equal(RejectReason.SignatureFormat, FrameItem.TryRead(bytes, out var item));
        Assert.Equal(FrameSamples.Item.Authorization, item.Authorization);
    }

    [Theory]
    [InlineData(0, RejectReason.None)]
    [InlineData(1, RejectReason.None)]
    [InlineData(27, RejectReason.None)]
    [InlineData(28, RejectReason.None)]
    [InlineData(2, RejectReason.SignatureRecoveryId)]
    [InlineData(29, RejectReason.SignatureRecoveryId)]
    [InlineData(255, RejectReason.SignatureRecoveryId)]
    public void The_recovery_id_has_four_spellings(byte v, RejectReason expected)
    {
        var bytes = Convert.FromHexString(FrameSamples.ItemHex);
        bytes[^1] = v;

        Assert.Equal(expected, FrameItem.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData(0, ConfirmationLevel.Included, RejectReason.None)]
    [InlineData(3, ConfirmationLevel.Finalized, RejectReason.None)]
    [InlineData(4, ConfirmationLevel.Included, RejectReason.Malformed)]
    [InlineData(255, ConfirmationLevel.Included, RejectReason.Malformed)]
    public void An_unknown_level_refuses_the_item(byte level, ConfirmationLevel read, RejectReason expected)
    {
        var bytes = Convert.FromHexString(FrameSamples.ItemHex);
        bytes[0] = level;

        Assert.Equal(expected, FrameItem.TryRead(bytes, out var item));
        Assert.Equal(read, item.Level);
    }

    [Fact]
    public void Bodies_one_byte_short_or_long_are_refused()
    {
        var frame = new byte[64];
        var hello = new HelloFrame(FrameWants.Settle, 1, "key"u8).Write(frame);
        foreach (var length in (int[])[hello - 1, hello + 1, FrameLayout.HeaderBytes])
        {
            Assert.Equal(
                FrameErrorCode.MalformedBody, HelloFrame.TryRead(frame.AsSpan(FrameLayout.HeaderBytes..length), out _));
        }

        Assert.Equal(FrameErrorCode.MalformedBody, SubscribeOutcomesFrame.TryRead(new byte[7], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, SubscribeOutcomesFrame.TryRead(new byte[9], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, WelcomeFrame.TryRead(new byte[19], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, CreditFrame.TryRead(new byte[3], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, GoodbyeFrame.TryRead([], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, ErrorFrame.TryRead(new byte[11], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, OutcomesFrame.TryReadCount(new byte[3], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, OutcomesFrame.TryReadCount([255, 255, 255, 255], out _));
    }

    [Fact]
    public void A_hello_that_wants_nothing_or_the_unknown_is_refused()
    {
        Assert.Equal(FrameErrorCode.MalformedBody, HelloFrame.TryRead(new byte[HelloFrame.FixedBytes], out _));
        Assert.Equal(FrameErrorCode.MalformedBody, HelloFrame.TryRead([4, 0, 0, 0, 0, 0, 0, 0, 0, 0], out _));
    }

    private static FrameHeader Header(uint length, byte version, byte type, out FrameErrorCode code)
    {
        var bytes = new byte[FrameLayout.HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        bytes[4] = version;
        bytes[5] = type;
        code = FrameHeader.TryRead(bytes, out var header);
        return header;
    }
}
