using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding.Frames;

/// <summary>The exact bytes of every frame type, as docs/formats.md shows them. They may grow in number, never change.</summary>
public class FrameGoldenBytesTests
{
    private const string HelloHex = "0e000000" + "01" + "01" + "03" + "344a010000000000" + "02" + "6b31";
    private const string SubscribeHex = "0a000000" + "01" + "03" + "e703000000000000";
    private const string WelcomeHex =
        "16000000" + "01" + "40" + "344a010000000000" + "00200000" + "00001000" + "00100000";

    private const string CreditHex = "06000000" + "01" + "42" + "00010000";
    private const string GoodbyeHex = "0a000000" + "01" + "45" + "2a00000000000000";
    private const string ErrorHex = "10000000" + "01" + "44" + "0700" + "2a00000000000000" + "0200" + "6e6f";

    // Items 7 and 8 accepted as 300 and 302; 9 refused as expired (30).
    private const string AcknowledgementsHex =
        "21000000" + "01" + "41" + "02000000"
        + "0700000000000000" + "0200" + "01" + "00" + "d804" + "04"
        + "0900000000000000" + "0100" + "04" + "1e";

    private const string OutcomeHex =
        "e803000000000000" + "2c01000000000000" + "01" + "00" + "01"
        + "2222222222222222222222222222222222222222222222222222222222222222" + "0c000000" + "4000000000000000"
        + "3333333333333333333333333333333333333333333333333333333333333333" + "0000000000000000" + "6400" + "0500";

    private static readonly FrameOutcome Outcome = new(
        1_000,
        new AdmissionSequence(300),
        SettlementOutcome.Settled,
        AbandonReason.None,
        ConfirmationLevel.Included,
        Hash256.Parse("0x" + new string('2', 64)),
        12,
        64,
        Hash256.Parse("0x" + new string('3', 64)),
        0,
        100,
        5);

    [Fact]
    public void Hello_has_its_golden_bytes()
    {
        var frame = new byte[64];
        var length = new HelloFrame(FrameWants.All, 84532, "k1"u8).Write(frame);

        Assert.Equal(HelloHex, Convert.ToHexStringLower(frame.AsSpan(0, length)));
        var body = Body(frame.AsSpan(0, length), FrameType.Hello);
        Assert.Equal(FrameErrorCode.None, HelloFrame.TryRead(body, out var read));
        Assert.Equal(84532UL, read.ChainId);
        Assert.Equal(FrameWants.All, read.Wants);
        Assert.Equal("k1"u8.ToArray(), read.ApiKey.ToArray());
    }

    [Fact]
    public void Authorizations_have_their_golden_bytes()
    {
        var frame = new byte[1_024];
        var length = new AuthorizationsFrame(7, 1).Write(frame, FrameItem.EcdsaItemBytes);
        length += FrameItem.Write(FrameSamples.Item, frame.AsSpan(length));

        Assert.Equal(
            "de000000" + "01" + "02" + "0700000000000000" + "01000000" + FrameSamples.ItemHex,
            Convert.ToHexStringLower(frame.AsSpan(0, length)));
        var body = Body(frame.AsSpan(0, length), FrameType.Authorizations);
        Assert.Equal(FrameErrorCode.None, AuthorizationsFrame.TryRead(body, body.Length, out var read));
        Assert.Equal(new AuthorizationsFrame(7, 1), read);
        var item = body[FrameLayout.AuthorizationsHeaderBytes..];
        Assert.Equal(FrameErrorCode.None, FrameItem.TryMeasure(item, out var itemBytes));
        Assert.Equal(item.Length, itemBytes);
        Assert.Equal(RejectReason.None, FrameItem.TryRead(item, out var authorization));
        Assert.Equal(FrameSamples.Item, authorization);
    }

    [Fact]
    public void SubscribeOutcomes_has_its_golden_bytes()
    {
        var frame = new byte[SubscribeOutcomesFrame.Size];
        var length = new SubscribeOutcomesFrame(999).Write(frame);

        Assert.Equal(SubscribeHex, Convert.ToHexStringLower(frame.AsSpan(0, length)));
        Assert.Equal(
            FrameErrorCode.None,
            SubscribeOutcomesFrame.TryRead(Body(frame, FrameType.SubscribeOutcomes), out var read));
        Assert.Equal(999UL, read.After);
    }

    [Fact]
    public void Welcome_has_its_golden_bytes()
    {
        var frame = new byte[WelcomeFrame.Size];
        var welcome = new WelcomeFrame(84532, 8_192, FrameLayout.MaxFrameBytes, FrameLayout.MaxItemBytes);

        welcome.Write(frame);

        Assert.Equal(WelcomeHex, Convert.ToHexStringLower(frame));
        Assert.Equal(FrameErrorCode.None, WelcomeFrame.TryRead(Body(frame, FrameType.Welcome), out var read));
        Assert.Equal(welcome, read);
    }

    [Fact]
    public void Acknowledgements_have_their_golden_bytes()
    {
        var frame = new byte[256];
        var writer = new AcknowledgementWriter(frame);
        Assert.True(writer.TryAppend(7, AcknowledgementStatus.Accepted, RejectReason.None, 300));
        Assert.True(writer.TryAppend(8, AcknowledgementStatus.Accepted, RejectReason.None, 302));
        Assert.True(writer.TryAppend(9, AcknowledgementStatus.Rejected, RejectReason.Expired, 0));
        var length = writer.Finish();

        Assert.Equal(AcknowledgementsHex, Convert.ToHexStringLower(frame.AsSpan(0, length)));
        var reader = new AcknowledgementReader(Body(frame.AsSpan(0, length), FrameType.Acknowledgements));
        Assert.True(reader.TryReadRange(out var accepted));
        Assert.Equal(new AcknowledgementRange(7, 2, AcknowledgementStatus.Accepted, RejectReason.None), accepted);
        Assert.True(reader.TryReadId(out var first));
        Assert.True(reader.TryReadId(out var second));
        Assert.False(reader.TryReadId(out _));
        Assert.Equal((300UL, 302UL), (first, second));
        Assert.True(reader.TryReadRange(out var refused));
        Assert.Equal(new AcknowledgementRange(9, 1, AcknowledgementStatus.Rejected, RejectReason.Expired), refused);
        Assert.False(reader.TryReadRange(out _));
        Assert.Equal(FrameErrorCode.None, reader.Error);
    }

    [Fact]
    public void Credit_has_its_golden_bytes()
    {
        var frame = new byte[CreditFrame.Size];
        new CreditFrame(256).Write(frame);

        Assert.Equal(CreditHex, Convert.ToHexStringLower(frame));
        Assert.Equal(FrameErrorCode.None, CreditFrame.TryRead(Body(frame, FrameType.Credit), out var read));
        Assert.Equal(256U, read.Items);
    }

    [Fact]
    public void Outcomes_have_their_golden_bytes()
    {
        var frame = new byte[OutcomesFrame.SizeOf(1)];
        OutcomesFrame.WriteHeader(frame, 1);
        Outcome.Write(frame.AsSpan(OutcomesFrame.SizeOf(0)));

        Assert.Equal("71000000" + "01" + "43" + "01000000" + OutcomeHex, Convert.ToHexStringLower(frame));
        var body = Body(frame, FrameType.Outcomes);
        Assert.Equal(FrameErrorCode.None, OutcomesFrame.TryReadCount(body, out var count));
        Assert.Equal(1, count);
        Assert.Equal(Outcome, OutcomesFrame.Read(body, 0));
    }

    [Fact]
    public void Error_has_its_golden_bytes()
    {
        var frame = new byte[64];
        var length = new ErrorFrame(FrameErrorCode.CreditExceeded, 42, "no"u8).Write(frame);

        Assert.Equal(ErrorHex, Convert.ToHexStringLower(frame.AsSpan(0, length)));
        Assert.Equal(
            FrameErrorCode.None, ErrorFrame.TryRead(Body(frame.AsSpan(0, length), FrameType.Error), out var read));
        Assert.Equal(FrameErrorCode.CreditExceeded, read.Code);
        Assert.Equal(42UL, read.Number);
        Assert.Equal("no"u8.ToArray(), read.Message.ToArray());
    }

    [Fact]
    public void Goodbye_has_its_golden_bytes()
    {
        var frame = new byte[GoodbyeFrame.Size];
        new GoodbyeFrame(42).Write(frame);

        Assert.Equal(GoodbyeHex, Convert.ToHexStringLower(frame));
        Assert.Equal(FrameErrorCode.None, GoodbyeFrame.TryRead(Body(frame, FrameType.Goodbye), out var read));
        Assert.Equal(42UL, read.NextItemNumber);
    }

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> frame, FrameType type)
    {
        Assert.Equal(FrameErrorCode.None, FrameHeader.TryRead(frame, out var header));
        Assert.Equal(type, header.Type);
        Assert.Equal(frame.Length - FrameLayout.HeaderBytes, header.BodyBytes);
        return frame[FrameLayout.HeaderBytes..];
    }
}
