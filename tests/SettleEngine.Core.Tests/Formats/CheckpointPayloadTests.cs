using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Formats;

/// <summary>Bytes of retention that stand in journals on other people's disks. When one of these tests fails, the record needs
/// a new version; the constants never change.</summary>
public class CheckpointPayloadTests
{
    private const string AdmissionFinalBytes = "012c01000000000000";
    private const string ForgetBytes = "012839b16a000000005544332211000000";
    private const string BeginBytes =
        "01e80300000000000001344a0100000000000badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe"
        + "7b6c50c4a0010000012839b16a000000005544332211000000";
    private const string PartBytes = "01e803000000000000047c000000";
    private const string StartPartBytes = "01e8030000000000000601000000" + "0170997970c51812dc3a010c7d01b50e0d17dc79c80500000000000000";
    private const string EndBytes = "01e8030000000000000700000000000000bc020000000000002001000000000000";
    private const string LaneBytes =
        "70997970c51812dc3a010c7d01b50e0d17dc79c809000000000000000600000000000000010000000700000000000000";
    private const string ClosedBytes =
        "2c01000000000000ff93357700000000036cbd53842c5426634e7929541ec2318f3dcf7e70997970c51812dc3a010c7d01b5"
        + "0e0d17dc79c8209693bc6afc0c5328ba36faf03c514ef312287c000000000000000000000000000000000000000000000000"
        + "000000000000271008070605040302011111111111111111111111111111111111111111111111111111111111111111adcb"
        + "9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a567ac5a2fd7ed10ed581ebee5ed4a6efc9c31934"
        + "58849339136ccf2a11c61ba01b36010000000000000100a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3"
        + "d4a1b2c3d40c00000055443322110000000badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe03"
        + "220100000000000064000500";
    private const string OpenTailBytes =
        "01a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d43601000000000000010070997970c51812"
        + "dc3a010c7d01b50e0d17dc79c80700000000000000012c010000000000000100a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2"
        + "c3d4a1b2c3d4a1b2c3d4a1b2c3d40c00000055443322110000000badcafe0badcafe0badcafe0badcafe0badcafe0badcafe"
        + "0badcafe0badcafe03220100000000000064000500";

    private static readonly Address Lane = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private static readonly Hash256 Transaction = Hash256.Parse("0x" + string.Concat(Enumerable.Repeat("a1b2c3d4", 8)));
    private static readonly Hash256 Block = Hash256.Parse("0x" + string.Concat(Enumerable.Repeat("0badcafe", 8)));

    private static readonly SignedAuthorization Item = new(
        Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"),
        new Authorization(
            Lane,
            Address.Parse("0x209693bc6afc0c5328ba36faf03c514ef312287c"),
            new TokenAmount(10_000),
            new UnixSeconds(0x0102030405060708),
            new UnixSeconds(1_999_999_999),
            new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64)))),
        new EcdsaSignature(
            Hash256.Parse("0xadcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"),
            Hash256.Parse("0x567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0"),
            27),
        ConfirmationLevel.Safe);

    private static readonly OutcomeRecord Outcome = new(
        new AdmissionSequence(300),
        SettlementOutcome.Settled,
        AbandonReason.None,
        new ProofLocation(Transaction, 0x1122334455, Block, 12),
        ConfirmationLevel.Finalized,
        Corrects: 290,
        BatchSize: 100,
        BatchIndex: 5);

    private static readonly ForgetRecord Forget = new(new UnixSeconds(1_789_999_400), 0x1122334455);

    [Fact]
    public void The_records_of_retention_have_their_golden_bytes()
    {
        var final = new AdmissionFinalRecord(new AdmissionSequence(300));
        Check(AdmissionFinalBytes, 9, final.WriteTo);
        Assert.Equal(final, AdmissionFinalRecord.Read(Convert.FromHexString(AdmissionFinalBytes)));

        Check(ForgetBytes, 17, Forget.WriteTo);
        Assert.Equal(Forget, ForgetRecord.Read(Convert.FromHexString(ForgetBytes)));
    }

    [Fact]
    public void The_frame_of_a_checkpoint_has_its_golden_bytes()
    {
        var begin = new CheckpointBeginRecord(1_000, new BootRecord(84_532, Block, 1_790_000_000_123), Forget);
        Check(BeginBytes, 75, begin.WriteTo);
        Assert.Equal(begin, CheckpointBeginRecord.Read(Convert.FromHexString(BeginBytes)));

        var part = new CheckpointPartHeader(1_000, CheckpointSection.Closed, 124);
        Check(PartBytes, 14, part.WriteTo);
        Assert.Equal(part, CheckpointPartHeader.Read(Convert.FromHexString(PartBytes)));

        var end = new CheckpointEndRecord(1_000, 7, 700, 288);
        Check(EndBytes, 33, end.WriteTo);
        Assert.Equal(end, CheckpointEndRecord.Read(Convert.FromHexString(EndBytes)));
    }

    [Fact]
    public void A_lane_in_a_checkpoint_has_its_golden_bytes()
    {
        var lane = new LaneStateRecord(Lane, new AccountNonce(9), 6, [7]);
        Check(LaneBytes, lane.Size, lane.WriteTo);

        var reader = new RecordReader(Convert.FromHexString(LaneBytes));
        var read = LaneStateRecord.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(lane with { Ended = read.Ended }, read);
        Assert.Equal(lane.Ended, read.Ended);
    }

    [Fact]
    public void The_start_of_a_lane_in_a_checkpoint_has_its_golden_bytes()
    {
        var start = new LaneStartRecord(Lane, new AccountNonce(5));
        Check(StartPartBytes, CheckpointPartHeader.Size + LaneStartRecord.Size, part =>
        {
            new CheckpointPartHeader(1_000, CheckpointSection.Starts, 1).WriteTo(part);
            start.WriteTo(part[CheckpointPartHeader.Size..]);
        });
        Assert.Equal(start, LaneStartRecord.Read(Convert.FromHexString(StartPartBytes).AsSpan(CheckpointPartHeader.Size)));
    }

    [Fact]
    public void A_decided_payment_has_its_golden_bytes()
    {
        var closed = new ClosedPayment(
            Outcome.Id, Item.Token, Item.Authorization, Item.Signature, 310, Outcome);
        Check(ClosedBytes, 312, closed.WriteTo);

        Assert.Equal(closed, ClosedPayment.Read(Convert.FromHexString(ClosedBytes)));
        Assert.Equal(Item.Key, closed.Key);
    }

    [Fact]
    public void An_open_payment_has_its_golden_bytes_behind_its_accept_record()
    {
        var accept = new AcceptRecord(Item, 0x1122334455, 1_790_000_000_123);
        var open = new OpenPaymentRecord(Outcome.Id, accept, true, Transaction, [(Lane, new AccountNonce(7))], 310, Outcome);
        var bytes = new byte[open.Size];
        open.WriteTo(bytes);
        var acceptBytes = new byte[AcceptRecord.Size];
        accept.WriteTo(acceptBytes);

        Assert.Equal(8 + AcceptRecord.Size + 43 + 28 + 100, open.Size);
        Assert.Equal("2c01000000000000" + Convert.ToHexStringLower(acceptBytes) + OpenTailBytes, Convert.ToHexStringLower(bytes));

        var reader = new RecordReader(bytes);
        var read = OpenPaymentRecord.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(open with { SignedIn = read.SignedIn }, read);
        Assert.Equal(open.SignedIn, read.SignedIn);

        var fresh = open with { OutcomeSequence = 0, Outcome = default, SignedIn = [], IsFinal = false };
        bytes = new byte[fresh.Size];
        fresh.WriteTo(bytes);
        reader = new RecordReader(bytes);
        Assert.Equal(fresh with { SignedIn = [] }, OpenPaymentRecord.Read(ref reader) with { SignedIn = fresh.SignedIn });
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void A_record_of_an_unknown_version_is_never_read()
    {
        Assert.Throws<InvariantBrokenException>(() => AdmissionFinalRecord.Read(Convert.FromHexString("02" + AdmissionFinalBytes[2..])));
        Assert.Throws<InvariantBrokenException>(() => ForgetRecord.Read(Convert.FromHexString("02" + ForgetBytes[2..])));
        Assert.Throws<InvariantBrokenException>(() => CheckpointBeginRecord.Read(Convert.FromHexString("02" + BeginBytes[2..])));
        Assert.Throws<InvariantBrokenException>(() => CheckpointPartHeader.Read(Convert.FromHexString("02" + PartBytes[2..])));
        Assert.Throws<InvariantBrokenException>(() => CheckpointEndRecord.Read(Convert.FromHexString("02" + EndBytes[2..])));
    }

    private delegate void Writing(Span<byte> destination);

    private static void Check(string golden, int size, Writing write)
    {
        var bytes = new byte[size];
        write(bytes);
        Assert.Equal(golden, Convert.ToHexStringLower(bytes));
    }
}
