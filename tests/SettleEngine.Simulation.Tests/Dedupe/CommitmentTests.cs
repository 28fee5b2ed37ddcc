using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Dedupe;

/// <summary>Many payments against one balance, through the whole engine: the payer of the bed has 1,000,000.</summary>
public class CommitmentTests
{
    private const int Validity = 600;

    [Fact]
    public void A_group_is_admitted_up_to_the_balance_in_its_order()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();

            var answers = await bed.HandInTogetherAsync(
                bed.Sign(1, Validity, 400_000),
                bed.Sign(2, Validity, 400_000),
                bed.Sign(3, Validity, 400_000),
                bed.Sign(4, Validity, 1_000_001),
                bed.Sign(5, Validity, 200_000),
                bed.Sign(6, Validity, 1));

            Assert.Equal(
                [RejectReason.None, RejectReason.None, RejectReason.OverCommitted, RejectReason.InsufficientBalance, RejectReason.None, RejectReason.OverCommitted],
                answers.Select(answer => answer.Reason));
            await bed.PassAsync(20);
            Assert.Equal(3, bed.Engine.ReadOutcomes(0, 10).Count(notice => notice.Outcome == SettlementOutcome.Settled));
        });
    }

    [Fact]
    public void Many_groups_at_once_are_admitted_up_to_the_balance_and_no_further()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();

            var groups = Enumerable.Range(0, 64).Select(group => bed.HandInTogetherAsync(
                [.. Enumerable.Range(0, 5).Select(i => bed.Sign((5 * group) + i + 1, Validity, 10_000))])).ToArray();
            var answers = (await Task.WhenAll(groups)).SelectMany(one => one).ToArray();

            Assert.Equal(100, answers.Count(answer => answer.Status == AdmissionStatus.Accepted));
            Assert.Equal(220, answers.Count(answer => answer.Reason == RejectReason.OverCommitted));
            await bed.PassAsync(30);
            Assert.Equal(100, bed.Engine.ReadOutcomes(0, 1_000).Count(notice => notice.Outcome == SettlementOutcome.Settled));
        });
    }

    [Fact]
    public void A_repeat_counts_once_and_is_existing_however_little_the_balance_has_left()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var item = bed.Sign(1, Validity, 1_000_000);

            var groups = Enumerable.Range(0, 64).Select(_ => bed.HandInTogetherAsync(item, item)).ToArray();
            var answers = (await Task.WhenAll(groups)).SelectMany(one => one).ToArray();

            Assert.Single(answers, answer => answer.Status == AdmissionStatus.Accepted);
            Assert.Equal(127, answers.Count(answer => answer.Status == AdmissionStatus.Existing));
            Assert.Equal(AdmissionStatus.Existing, (await bed.HandInAsync(item)).Status);
        });
    }

    [Fact]
    public void What_settled_is_not_counted_twice_and_new_money_counts_at_once()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            for (var number = 1; number <= 9; number++)
            {
                // Each is settled before the next one; the last takes what is left of the balance.
                var value = number < 9 ? 100_000UL : 200_000;
                Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(number, Validity, value))).Status);
                await bed.PassAsync(8);
                Assert.Equal(number, bed.Engine.ReadOutcomes(0, 100).Count);
            }

            Assert.Equal(RejectReason.InsufficientBalance, (await bed.HandInAsync(bed.Sign(10, Validity, 1))).Reason);
            bed.Chain.Token(RetentionBed.Token).Mint(RetentionBed.Payer, 5_000);
            await bed.PassAsync(4);
            var answers = await bed.HandInTogetherAsync(bed.Sign(11, Validity, 3_000), bed.Sign(12, Validity, 3_000));
            Assert.Equal([RejectReason.None, RejectReason.OverCommitted], answers.Select(answer => answer.Reason));
        });
    }

    [Fact]
    public void What_was_admitted_still_counts_after_a_restart()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            bed.Chain.SetBalance(RetentionBed.Lane, 0);
            await bed.PassAsync(10);
            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(1, Validity, 700_000))).Status);

            await bed.StartAsync();

            Assert.Equal(RejectReason.OverCommitted, (await bed.HandInAsync(bed.Sign(2, Validity, 300_001))).Reason);
            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(3, Validity, 300_000))).Status);
            bed.Chain.SetBalance(RetentionBed.Lane, 1_000_000_000_000_000_000);
            await bed.PassAsync(30);
            Assert.Equal(2, bed.Engine.ReadOutcomes(0, 10).Count(notice => notice.Outcome == SettlementOutcome.Settled));
        });
    }

    [Fact]
    public void Verify_sees_what_is_promised_and_promises_nothing()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var first = bed.Sign(1, Validity, 700_000);
            for (var time = 0; time < 5; time++)
            {
                Assert.Equal(RejectReason.None, await bed.VerifyAsync(first));
            }

            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(first)).Status);
            Assert.Equal(RejectReason.AlreadyAdmitted, await bed.VerifyAsync(first));
            Assert.Equal(RejectReason.OverCommitted, await bed.VerifyAsync(bed.Sign(2, Validity, 300_001)));
            Assert.Equal(RejectReason.None, await bed.VerifyAsync(bed.Sign(3, Validity, 300_000)));
        });
    }

    [Fact]
    public void What_expired_is_free_again()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            bed.Chain.SetBalance(RetentionBed.Lane, 0);
            await bed.PassAsync(10);
            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(1, 30, 1_000_000))).Status);
            Assert.Equal(RejectReason.OverCommitted, (await bed.HandInAsync(bed.Sign(2, Validity, 1))).Reason);

            await bed.PassAsync(120);

            Assert.Equal(SettlementOutcome.Expired, bed.Engine.ReadOutcomes(0, 10).Single().Outcome);
            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(3, Validity, 1_000_000))).Status);
        });
    }
}
