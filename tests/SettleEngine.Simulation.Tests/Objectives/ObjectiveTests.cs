using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Objectives;

/// <summary>The whole engine on virtual time, by what providers ask of it.</summary>
public class ObjectiveTests
{
    private const int Validity = 600;
    private const ulong DearWei = 50_000_000;
    private const ulong CheapWei = 5_000_000;

    /// <summary>At the floor of 0.005 gwei and a coin of 3,000 USD: alone 0.0013, ten together 0.0008, a hundred 0.0008.</summary>
    private static readonly BatchObjective SharedByTen = BatchObjective.WithinCost(0.00083);

    private static RetentionBed BedFor(BatchObjective objective, Action<Pipeline.PipelineOptions>? more = null) => new()
    {
        Configure = options =>
        {
            options.Batch.Objective = objective;
            options.Cost.NativeUsd = () => 3_000;
            more?.Invoke(options);
        },
    };

    private static async Task<AdmissionSequence[]> HandInAsync(RetentionBed bed, int first, int count, int validity)
    {
        var items = Enumerable.Range(first, count).Select(number => bed.Sign(number, validity, value: 1)).ToArray();
        var answers = await bed.HandInTogetherAsync(items);
        Assert.All(answers, answer => Assert.Equal(AdmissionStatus.Accepted, answer.Status));
        return Array.ConvertAll(answers, answer => answer.Id);
    }

    // From the feed: the payments themselves are forgotten soon after their validity.
    private static SettlementOutcome? OutcomeOf(RetentionBed bed, AdmissionSequence id) =>
        bed.Engine.ReadOutcomes(0, 10_000).LastOrDefault(outcome => outcome.Id == id)?.Outcome;

    private static int Attempts(RetentionBed bed) => bed.Journal.Records.Count(record => record.Kind == JournalRecordKind.Attempt);

    public static TheoryData<string> Objectives() => ["balanced", "maxLatency", "maxCost"];

    [Theory]
    [MemberData(nameof(Objectives))]
    public void A_payment_that_lives_for_twenty_seconds_is_settled_or_refused_and_never_lost_to_waiting(string name)
    {
        var objective = name switch
        {
            "balanced" => BatchObjective.Balanced,
            "maxLatency" => BatchObjective.WithinLatency(TimeSpan.FromMinutes(1)),
            _ => BatchObjective.WithinCost(1e-9),
        };
        var bed = BedFor(objective, options => options.Batch.BatchWait = TimeSpan.FromSeconds(15));
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            var accepted = new List<AdmissionSequence>();
            for (var number = 1; number <= 40; number++)
            {
                var answer = await bed.HandInAsync(bed.Sign(number, validForSeconds: 20));
                if (answer.Status == AdmissionStatus.Accepted)
                {
                    accepted.Add(answer.Id);
                }
                else
                {
                    Assert.Equal(RejectReason.Expired, answer.Reason);
                }

                await bed.World.SleepAsync(TimeSpan.FromMilliseconds(bed.World.Between(100, 6_000)));
            }

            await bed.PassAsync(30);

            Assert.InRange(accepted.Count, 30, 40);
            Assert.All(accepted, id => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(bed, id)));
        });
    }

    [Theory]
    [InlineData(500, 20)]
    [InlineData(2, 120)]
    public void A_latency_of_four_seconds_is_kept_on_blocks_of_two(int rate, int seconds)
    {
        var bed = BedFor(BatchObjective.WithinLatency(TimeSpan.FromSeconds(4)));
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue, maxLiveKeys: 100_000);
            var took = await Traffic.RunAsync(bed, rate, seconds, Validity);

            var p99 = took.Order().ElementAt((took.Count * 99 / 100) - 1);
            Assert.Equal(rate * seconds, took.Count);
            Assert.InRange(p99, TimeSpan.Zero, TimeSpan.FromSeconds(4.5));
        });
    }

    [Fact]
    public void Time_that_a_latency_leaves_is_used_for_company()
    {
        var soon = BedFor(BatchObjective.Balanced);
        var late = BedFor(BatchObjective.WithinLatency(TimeSpan.FromSeconds(8)));
        foreach (var bed in new[] { soon, late })
        {
            bed.World.Run(async () =>
            {
                await bed.StartAsync(checkpointBytes: long.MaxValue);
                await Traffic.RunAsync(bed, rate: 2, seconds: 120, Validity);
            });
        }

        Assert.True(Attempts(late) * 2 < Attempts(soon), $"{Attempts(late)} transactions, {Attempts(soon)} without");
    }

    [Fact]
    public void Waiting_for_the_latest_moment_of_the_same_block_saves_transactions_and_costs_no_time()
    {
        var followed = new List<TimeSpan>();
        var plain = new List<TimeSpan>();
        var attempts = new int[2];
        foreach (var follows in new[] { false, true })
        {
            var bed = BedFor(BatchObjective.Balanced, options => options.Batch.FollowsBlocks = follows);
            bed.World.Run(async () =>
            {
                await bed.StartAsync(checkpointBytes: long.MaxValue, maxLiveKeys: 100_000);
                (follows ? followed : plain).AddRange(await Traffic.RunAsync(bed, rate: 10, seconds: 120, Validity));
            });
            attempts[follows ? 1 : 0] = Attempts(bed);
        }

        Assert.True(attempts[1] * 2 < attempts[0], $"{attempts[1]} transactions, {attempts[0]} without");
        Assert.True(
            followed.Average(time => time.TotalSeconds) < plain.Average(time => time.TotalSeconds) + 0.15,
            $"{followed.Average(time => time.TotalSeconds)} s, {plain.Average(time => time.TotalSeconds)} s without");
    }

    [Fact]
    public void A_price_is_waited_for_until_enough_share_it()
    {
        var bed = BedFor(SharedByTen);
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            var few = await HandInAsync(bed, first: 1, count: 3, Validity);
            await bed.PassAsync(30);
            Assert.All(few, id => Assert.Equal(AdmissionState.Accepted, bed.Engine.Find(id)!.State));
            Assert.Empty(bed.Engine.Health.Troubles);

            var more = await HandInAsync(bed, first: 10, count: 20, Validity);
            await bed.PassAsync(6);

            Assert.All(few.Concat(more), id => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(bed, id)));
            Assert.Equal(1, Attempts(bed));
        });
    }

    [Fact]
    public void A_price_that_fees_forbid_is_explained_and_met_when_they_fall()
    {
        var bed = BedFor(SharedByTen);
        bed.World.Run(async () =>
        {
            bed.Chain.BaseFeeWei = DearWei;
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.PassAsync(4);
            var ids = await HandInAsync(bed, first: 1, count: 30, Validity);
            await bed.PassAsync(60);
            Assert.All(ids, id => Assert.Equal(AdmissionState.Accepted, bed.Engine.Find(id)!.State));
            var sentence = Assert.Single(bed.Engine.Health.Troubles);
            Assert.StartsWith("30 payments wait: settling costs 0.0076", sentence, StringComparison.Ordinal);
            Assert.Contains("0.000830 USD is asked", sentence, StringComparison.Ordinal);
            Assert.Contains("--objective", sentence, StringComparison.Ordinal);

            bed.Chain.BaseFeeWei = CheapWei;
            await bed.PassAsync(8);

            Assert.All(ids, id => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(bed, id)));
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }

    [Fact]
    public void What_stays_above_its_ceiling_is_never_signed_and_given_up_when_its_validity_is_over()
    {
        var bed = BedFor(BatchObjective.Balanced.Below(0.002));
        bed.World.Run(async () =>
        {
            bed.Chain.BaseFeeWei = DearWei;
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.PassAsync(4);
            var brief = await HandInAsync(bed, first: 1, count: 2, validity: 40);
            var lasting = await HandInAsync(bed, first: 10, count: 2, Validity);
            await bed.PassAsync(30);
            Assert.Contains(
                bed.Engine.Health.Troubles,
                sentence => sentence.Contains("their ceiling is 0.002000 USD", StringComparison.Ordinal)
                    && sentence.Contains("--cost-ceiling", StringComparison.Ordinal));
            Assert.All(brief, id => Assert.Null(bed.Engine.Find(id)!.Outcome));

            await bed.PassAsync(30);
            foreach (var id in brief)
            {
                var outcome = bed.Engine.Find(id)!.Outcome!;
                Assert.Equal((SettlementOutcome.Abandoned, AbandonReason.TooDear), (outcome.Outcome, outcome.Reason));
            }

            Assert.Equal(0, Attempts(bed));
            bed.Chain.BaseFeeWei = CheapWei;
            await bed.PassAsync(8);
            Assert.All(lasting, id => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(bed, id)));
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }

    [Fact]
    public void What_somebody_else_settled_while_it_was_too_dear_is_not_called_given_up()
    {
        var bed = BedFor(BatchObjective.Balanced.Below(0.002));
        bed.World.Run(async () =>
        {
            bed.Chain.BaseFeeWei = DearWei;
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.PassAsync(4);
            var item = bed.Sign(1, validForSeconds: 40);
            var id = (await bed.HandInAsync(item)).Id;
            await bed.PassAsync(5);
            bed.Chain.SubmitThirdParty(bed.Chain.MakeThirdParty(RetentionBed.Payee,
            [
                new(SimulatedWorld.Chain.TokenCallKind.TransferWithAuthorization, item.Token, item.Authorization, item.Signature),
            ]));

            await bed.PassAsync(90);

            Assert.Equal(SettlementOutcome.SettledExternal, OutcomeOf(bed, id));
        });
    }

    [Fact]
    public void Each_payee_has_what_was_asked_for_it()
    {
        var bed = BedFor(BatchObjective.Balanced, options => options.Batch.PayeeObjectives =
            new Dictionary<Address, BatchObjective> { [RetentionBed.Payee] = BatchObjective.WithinCost(1e-9) });
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            var id = (await HandInAsync(bed, first: 1, count: 1, Validity))[0];
            await bed.PassAsync(20);
            Assert.Equal(AdmissionState.Accepted, bed.Engine.Find(id)!.State);
        });
    }

    [Fact]
    public void An_objective_in_dollars_without_a_price_is_refused_at_the_start()
    {
        var options = new Pipeline.PipelineOptions { DigestKey = new byte[16] };
        options.Verify.Tokens = [new Token(RetentionBed.Token, "USDC", "2", default)];
        options.Validate();
        options.Batch.Objective = BatchObjective.Balanced.Below(0.002);

        Assert.Contains("--native-usd", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        options.Cost.NativeUsd = () => 3_000;
        options.Validate();

        options.Batch.Objective = BatchObjective.WithinCost(0.003).Below(0.002);
        Assert.Contains("ceiling", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
