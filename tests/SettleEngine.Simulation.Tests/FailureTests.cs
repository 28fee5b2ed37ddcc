using SettleEngine.Core.Confirm;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Faults;
using Xunit;

namespace SettleEngine.Simulation.Tests;

/// <summary>One trouble at a time, often, on days that are calm otherwise. The checkers compare all that the engine said with
/// the chain; docs/failures.md lists which trouble is tested where.</summary>
public class FailureTests
{
    private const int Often = 300_000;

    private static readonly SimulationOptions Calm = SimulationOptions.Calm;

    /// <summary>Half of what is sent is lost, so that other people have time to be first.</summary>
    private static readonly SimulationOptions Slow = Calm with { LostSendPerMillion = 500_000 };

    [Fact]
    public void When_answers_to_sent_transactions_are_lost_every_payment_settles_once() =>
        AllSettle(Calm with { SilentSendPerMillion = Often }, FaultKind.SilentSend);

    [Fact]
    public void When_transactions_are_lost_on_the_way_every_payment_settles_once() =>
        AllSettle(Calm with { LostSendPerMillion = Often }, FaultKind.LostSend);

    [Fact]
    public void When_transactions_arrive_twice_every_payment_settles_once() =>
        AllSettle(Calm with { RepeatedSendPerMillion = Often }, FaultKind.RepeatedSend);

    [Fact]
    public void When_endpoints_refuse_or_fail_often_no_payment_is_blamed() =>
        AllSettle(Calm with { UnavailablePerMillion = 200_000 }, FaultKind.EndpointSilence);

    [Fact]
    public void When_a_replica_lags_behind_no_outcome_is_taken_from_the_past() =>
        AllSettle(Calm with { StalePerMillion = Often, OrphanHeadPerMillion = 20_000, SureReorgAt = Reorg }, FaultKind.StaleAnswer);

    [Fact]
    public void When_receipts_are_missing_for_a_while_nothing_follows_from_that() =>
        AllSettle(Calm with { NullReceiptPerMillion = Often }, FaultKind.MissingReceipt);

    [Fact]
    public void When_receipts_lie_about_their_status_the_logs_decide() =>
        AllSettle(Calm with { FalseStatusPerMillion = Often }, FaultKind.FalseStatus);

    [Fact]
    public void When_an_endpoint_lies_about_used_authorizations_the_finalized_state_decides() =>
        EndWell(Slow with { FalseStatePerMillion = 500_000, FrontRunPerMillion = 900_000, DrainPerMillion = Often }, FaultKind.FalseState);

    [Fact]
    public void When_pools_forget_transactions_they_are_sent_again() =>
        AllSettle(Calm with { PoolDropPerMillion = Often }, FaultKind.PoolDrop);

    [Fact]
    public void When_a_pool_that_refuses_gaps_forgets_a_transaction_the_ones_behind_it_wait_for_it() =>
        AllSettle(Calm with { PoolDropPerMillion = Often, Chain = new ChainOptions { RefusesGaps = true } }, FaultKind.PoolDrop);

    [Fact]
    public void When_blocks_are_replaced_to_any_depth_that_is_not_final_every_payment_settles_once() =>
        AllSettle(Calm with { ReorgPerMillion = 150_000, SureReorgAt = Reorg, MaxReorgDepth = 15 }, FaultKind.Reorg);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void When_the_base_fee_rises_to_hundreds_of_times_its_floor_every_payment_ends_proven(bool poolForgets) =>
        EndWell(
            Calm with { BaseFeeSpikePerMillion = Often, Chain = new ChainOptions { EvictsBelowBaseFee = poolForgets } },
            FaultKind.BaseFeeSpike);

    [Fact]
    public void When_no_block_comes_for_a_while_the_engine_goes_on_where_it_stopped() =>
        EndWell(Calm with { StallPerMillion = 100_000 }, FaultKind.SequencerOutage);

    [Fact]
    public void When_blocks_are_small_batches_are_cut_to_their_share() =>
        AllSettle(Calm with { Chain = new ChainOptions { GasLimit = 1_000_000 } });

    [Fact]
    public void When_a_lane_runs_dry_its_payments_wait_or_go_elsewhere_and_none_is_lost() =>
        EndWell(Calm with { BrokeLanePerMillion = 100_000 }, FaultKind.BrokeLane);

    [Fact]
    public void When_somebody_else_signs_with_a_lanes_key_its_payments_still_end_proven() =>
        EndWell(Calm with { ForeignLanePerMillion = 100_000, Lanes = 3 }, FaultKind.ForeignLaneTransaction);

    [Fact]
    public void When_strangers_submit_payments_first_those_are_settled_by_strangers() =>
        Ends(Slow with { FrontRunPerMillion = 900_000 }, FaultKind.FrontRun, SettlementOutcome.SettledExternal);

    [Fact]
    public void When_strangers_copy_whole_batches_their_payments_are_settled_all_the_same() =>
        EndWell(Calm with { CopiedBatchPerMillion = Often }, FaultKind.CopiedBatch);

    [Fact]
    public void When_payers_use_an_authorization_nonce_for_something_else_that_is_a_conflict() =>
        Ends(Slow with { DoubleSignPerMillion = 900_000 }, FaultKind.DoubleSign, SettlementOutcome.Conflict);

    [Fact]
    public void When_payers_cancel_what_they_signed_that_is_said_and_proven() =>
        Ends(Slow with { CancelPerMillion = 900_000 }, FaultKind.Cancellation, SettlementOutcome.Cancelled);

    [Fact]
    public void When_payers_spend_their_balance_elsewhere_their_payments_end_proven() =>
        EndWell(Calm with { DrainPerMillion = Often }, FaultKind.DrainedPayer);

    [Fact]
    public void When_balances_cover_a_few_of_many_payments_the_rest_is_never_called_settled() =>
        EndWell(Calm with { PayerBalance = 10_000 });

    [Fact]
    public void While_the_token_is_paused_payments_wait() =>
        EndWell(Calm with { PausePerMillion = 100_000 }, FaultKind.PausedToken);

    [Fact]
    public void When_payers_are_put_on_the_blacklist_their_payments_end_proven() =>
        EndWell(Calm with { BlacklistPerMillion = Often }, FaultKind.BlacklistedPayer);

    [Fact]
    public void When_payers_get_code_that_burns_or_refuses_the_others_are_settled() =>
        EndWell(Calm with { CodePerMillion = 100_000 }, FaultKind.CodefulPayer);

    [Fact]
    public void When_windows_are_short_a_payment_is_settled_or_proven_to_have_expired() =>
        EndWell(Calm with { ShortWindowPerMillion = 500_000, StallPerMillion = 50_000 }, FaultKind.SequencerOutage);

    [Fact]
    public void When_a_lane_is_swallowed_payments_with_short_windows_are_signed_once_more_and_settle_once()
    {
        // Windows of 15 s leave 12 at the moment in which a lane has not moved for 10, so those of 30 are what it is about.
        var options = Calm with { SwallowsLane = true, MinWindowSeconds = 30, MaxWindowSeconds = 60 };
        foreach (var report in EndWell(options, FaultKind.SwallowedSend))
        {
            Assert.True(
                report.Outcomes.Count == 1 && report.Outcomes.GetValueOrDefault(SettlementOutcome.Settled) == options.Payments,
                report.ToString());
        }
    }

    private static TimeSpan Reorg => TimeSpan.FromSeconds(15);

    private static void AllSettle(SimulationOptions options, params FaultKind[] faults)
    {
        foreach (var report in EndWell(options, faults))
        {
            Assert.True(
                report.Outcomes.Count == 1 && report.Outcomes.GetValueOrDefault(SettlementOutcome.Settled) == options.Payments,
                report.ToString());
        }
    }

    private static void Ends(SimulationOptions options, FaultKind fault, SettlementOutcome outcome) =>
        Assert.Contains(EndWell(options, fault), report => report.Outcomes.GetValueOrDefault(outcome) > 0);

    private static List<SimulationReport> EndWell(SimulationOptions options, params FaultKind[] faults)
    {
        var reports = new List<SimulationReport>();
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var report = SimulationRun.Run(seed, options);
            Assert.True(report.IsClean, report.ToString());
            reports.Add(report);
        }

        Assert.All(faults, fault => Assert.Contains(reports, report => report.Faults[fault] > 0));
        return reports;
    }
}
