using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Formats;

/// <summary>Bytes that stand in journals on other people's disks. When one of these tests fails, the record needs a new
/// version; the constants never change.</summary>
public class JournalPayloadTests
{
    private const string AcceptBytes =
        "01"
        + "036cbd53842c5426634e7929541ec2318f3dcf7e"
        + "70997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "209693bc6afc0c5328ba36faf03c514ef312287c"
        + "0000000000000000000000000000000000000000000000000000000000002710"
        + "0807060504030201"
        + "ff93357700000000"
        + "1111111111111111111111111111111111111111111111111111111111111111"
        + "adcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"
        + "567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0"
        + "1b"
        + "02"
        + "5544332211000000"
        + "7b6c50c4a0010000"
        + "0000000000000000";

    private const string AttemptBytes =
        "01"
        + "70997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "0700000000000000"
        + "0200000000000000"
        + "52a9ab0000000000"
        + "00e4570000000000"
        + "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4"
        + "0200"
        + "2c010000000000002e01000000000000"
        + "03000000"
        + "02f86f";

    private const string OutcomeBytes =
        "01"
        + "2c01000000000000"
        + "07"
        + "02"
        + "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4"
        + "0c000000"
        + "5544332211000000"
        + "0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe"
        + "03"
        + "2201000000000000"
        + "6400"
        + "0500";

    private const string SubmissionFinalBytes =
        "01"
        + "70997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "0700000000000000"
        + "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4"
        + "5544332211000000"
        + "0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe";

    private const string SubmissionFinalWithCostBytes =
        "02"
        + "70997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "0700000000000000"
        + "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4"
        + "5544332211000000"
        + "0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe"
        + "04654d0000000000"
        + "414b4c0000000000"
        + "00f2052a01000000"
        + "8083b16a00000000";

    private const string LaneStartBytes =
        "01"
        + "70997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "0700000000000000";

    private const string BootBytes =
        "01"
        + "344a010000000000"
        + "0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe0badcafe"
        + "7b6c50c4a0010000";

    private static readonly Address Lane = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private static readonly Hash256 Transaction = Hash256.Parse("0x" + string.Concat(Enumerable.Repeat("a1b2c3d4", 8)));
    private static readonly Hash256 Block = Hash256.Parse("0x" + string.Concat(Enumerable.Repeat("0badcafe", 8)));

    private static readonly AcceptRecord Accept = new(
        new SignedAuthorization(
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
            ConfirmationLevel.Safe),
        HeadBlock: 0x1122334455,
        ReceivedAtMs: 1_790_000_000_123);

    private static readonly AttemptRecord Attempt = new(
        Lane,
        new AccountNonce(7),
        new FeeOffer(2, 11_250_002),
        5_760_000,
        Transaction,
        [new AdmissionSequence(300), new AdmissionSequence(302)],
        new byte[] { 0x02, 0xf8, 0x6f });

    private static readonly OutcomeRecord Outcome = new(
        new AdmissionSequence(300),
        SettlementOutcome.Abandoned,
        AbandonReason.HoldLimit,
        new ProofLocation(Transaction, 0x1122334455, Block, 12),
        ConfirmationLevel.Finalized,
        Corrects: 290,
        BatchSize: 100,
        BatchIndex: 5);

    private static readonly SubmissionFinalRecord SubmissionFinal = new(Lane, new AccountNonce(7), Transaction, 0x1122334455, Block);

    private static readonly SubmissionFinalRecord SubmissionFinalWithCost = SubmissionFinal with
    {
        Cost = new SubmissionCost(5_072_132, 5_000_001, 5_000_000_000, new UnixSeconds(1_790_018_432)),
    };

    private static readonly LaneStartRecord LaneStart = new(Lane, new AccountNonce(7));

    private static readonly BootRecord Boot = new(84_532, Block, 1_790_000_000_123);

    [Fact]
    public void An_accept_record_has_its_golden_bytes()
    {
        var bytes = new byte[AcceptRecord.Size];
        Accept.WriteTo(bytes);

        Assert.Equal(231, AcceptRecord.Size);
        Assert.Equal(AcceptBytes, Convert.ToHexStringLower(bytes));
        Assert.Equal(Accept, AcceptRecord.Read(Convert.FromHexString(AcceptBytes)));
    }

    [Fact]
    public void An_attempt_record_has_its_golden_bytes()
    {
        var bytes = new byte[Attempt.Size];
        Attempt.WriteTo(bytes);

        Assert.Equal(91 + (2 * 8) + 3, Attempt.Size);
        Assert.Equal(AttemptBytes, Convert.ToHexStringLower(bytes));

        var read = AttemptRecord.Read(Convert.FromHexString(AttemptBytes));
        Assert.Equal(Attempt with { Members = read.Members, RawTransaction = read.RawTransaction }, read);
        Assert.Equal(Attempt.Members, read.Members);
        Assert.Equal(Attempt.RawTransaction.ToArray(), read.RawTransaction.ToArray());
    }

    [Fact]
    public void A_cancellation_is_an_attempt_record_without_members()
    {
        var cancellation = Attempt with { Members = [] };
        var bytes = new byte[cancellation.Size];
        cancellation.WriteTo(bytes);

        Assert.Empty(AttemptRecord.Read(bytes).Members);
        Assert.Equal(91 + 3, bytes.Length);
    }

    [Fact]
    public void An_outcome_record_has_its_golden_bytes()
    {
        var bytes = new byte[OutcomeRecord.Size];
        Outcome.WriteTo(bytes);

        Assert.Equal(100, OutcomeRecord.Size);
        Assert.Equal(OutcomeBytes, Convert.ToHexStringLower(bytes));
        Assert.Equal(Outcome, OutcomeRecord.Read(Convert.FromHexString(OutcomeBytes)));
    }

    [Fact]
    public void A_submission_final_record_has_its_golden_bytes()
    {
        var bytes = new byte[SubmissionFinal.Size];
        SubmissionFinal.WriteTo(bytes);

        Assert.Equal(101, bytes.Length);
        Assert.Equal(SubmissionFinalBytes, Convert.ToHexStringLower(bytes));
        Assert.Equal(SubmissionFinal, SubmissionFinalRecord.Read(Convert.FromHexString(SubmissionFinalBytes)));
        Assert.Null(SubmissionFinalRecord.Read(bytes).Cost);
    }

    [Fact]
    public void A_submission_final_record_with_its_cost_has_its_golden_bytes()
    {
        var bytes = new byte[SubmissionFinalWithCost.Size];
        SubmissionFinalWithCost.WriteTo(bytes);

        Assert.Equal(133, bytes.Length);
        Assert.Equal(SubmissionFinalWithCostBytes, Convert.ToHexStringLower(bytes));
        Assert.Equal(SubmissionFinalWithCost, SubmissionFinalRecord.Read(Convert.FromHexString(SubmissionFinalWithCostBytes)));
        Assert.Equal(25_365_665_072_132UL, SubmissionFinalWithCost.Cost!.Value.FeesWei);
    }

    [Fact]
    public void A_lane_start_record_has_its_golden_bytes()
    {
        var bytes = new byte[LaneStartRecord.Size];
        LaneStart.WriteTo(bytes);

        Assert.Equal(29, LaneStartRecord.Size);
        Assert.Equal(LaneStartBytes, Convert.ToHexStringLower(bytes));
        Assert.Equal(LaneStart, LaneStartRecord.Read(Convert.FromHexString(LaneStartBytes)));
    }

    [Fact]
    public void A_boot_record_has_its_golden_bytes()
    {
        var bytes = new byte[BootRecord.Size];
        Boot.WriteTo(bytes);

        Assert.Equal(49, BootRecord.Size);
        Assert.Equal(BootBytes, Convert.ToHexStringLower(bytes));
        Assert.Equal(Boot, BootRecord.Read(Convert.FromHexString(BootBytes)));
    }

    [Fact]
    public void A_record_of_an_unknown_version_is_never_read()
    {
        var accept = Convert.FromHexString("02" + AcceptBytes[2..]);
        var attempt = Convert.FromHexString("02" + AttemptBytes[2..]);
        var outcome = Convert.FromHexString("02" + OutcomeBytes[2..]);
        var final = Convert.FromHexString("03" + SubmissionFinalWithCostBytes[2..]);
        var finalWithoutItsCost = Convert.FromHexString("02" + SubmissionFinalBytes[2..]);
        var laneStart = Convert.FromHexString("02" + LaneStartBytes[2..]);
        var boot = Convert.FromHexString("02" + BootBytes[2..]);

        Assert.Throws<InvariantBrokenException>(() => AcceptRecord.Read(accept));
        Assert.Throws<InvariantBrokenException>(() => AttemptRecord.Read(attempt));
        Assert.Throws<InvariantBrokenException>(() => OutcomeRecord.Read(outcome));
        Assert.Throws<InvariantBrokenException>(() => SubmissionFinalRecord.Read(final));
        Assert.Throws<InvariantBrokenException>(() => SubmissionFinalRecord.Read(finalWithoutItsCost));
        Assert.Throws<InvariantBrokenException>(() => LaneStartRecord.Read(laneStart));
        Assert.Throws<InvariantBrokenException>(() => BootRecord.Read(boot));
    }

    [Fact]
    public void A_record_that_is_cut_short_is_never_read()
    {
        var bytes = Convert.FromHexString(AttemptBytes);

        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<InvariantBrokenException>(() => AttemptRecord.Read(cut));
        }
    }
}
