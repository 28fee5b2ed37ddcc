using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>
/// Finds out what became of payments that no transaction of ours proves: used elsewhere, used before, cancelled, expired,
/// or simply refused for now. Nothing is called failed that is not proven; the rest is held, tried again, and given up only when no
/// signed transaction can settle it any more (reliability rule W6).
/// </summary>
/// <param name="chain">Where facts come from.</param>
/// <param name="usedPayments">Finds out who used what is used.</param>
/// <param name="refusals">Judges what was refused.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="submissions">Our submissions.</param>
/// <param name="inclusions">Follows what blocks decided.</param>
/// <param name="writer">Where outcomes go.</param>
/// <param name="batches">Where payments go that may be tried again.</param>
/// <param name="options">How long to hold.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives one line per look that found something.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class PaymentResolver(
    IChainClient chain,
    UsedPayments usedPayments,
    RefusedPayments refusals,
    PayerWatch watch,
    SubmissionBook submissions,
    InclusionTracker inclusions,
    OutcomeWriter writer,
    ChannelWriter<BatchInput> batches,
    ConfirmOptions options,
    EngineClock clock,
    ILogger logger)
{
    // A page per look keeps the chain followed while many payments end at once; 2,000 are seven reads of 300.
    private const int MaxPerLook = 2_000;
    private const long MaxPutOffMs = 30_000;

    // What is left is looked at by the next look, which sees newer blocks: the chain is followed whatever is held.
    private const long MaxLookMs = 500;

    private readonly Dictionary<AdmissionSequence, HeldPayment> _held = [];

    /// <summary>Takes a payment in.</summary>
    /// <param name="admission">The payment; owned from here.</param>
    public void Add(Admission admission)
    {
        watch.Arrive(admission.Id);

        // What a block shows already is the tracker's, and what is on its way to a signature comes back by itself.
        if (admission.State < AdmissionState.Included && !admission.IsOnItsWay)
        {
            admission.State = AdmissionState.Held;
            _held.TryAdd(admission.Id, new HeldPayment(admission, clock.NowMs));
        }
    }

    /// <summary>Looks at every payment that is due.</summary>
    /// <param name="snapshot">What the chain says.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when all due ones were looked at.</returns>
    /// <exception cref="ChainUnavailableException">A fact could not be read; what is undecided stays held.</exception>
    public async ValueTask CheckAsync(ChainSnapshot snapshot, CancellationToken cancellationToken)
    {
        var due = TakeDue();
        if (due.Length == 0)
        {
            return;
        }

        var keys = Array.ConvertAll(due, held => held.Admission.Item.Key);
        var used = await chain.GetAuthorizationStatesAsync(keys, BlockTag.Latest, cancellationToken);
        var expired = due.Where((held, i) => !used[i] && IsExpiredForGood(held.Admission, snapshot)).ToArray();
        await ResolveExpiredAsync(expired, cancellationToken);
        var refused = new List<Admission>();
        var untilMs = clock.NowMs + MaxLookMs;
        for (var i = 0; i < due.Length && clock.NowMs <= untilMs; i++)
        {
            due[i].PutOff(clock.NowMs, (long)options.HoldCheck.TotalMilliseconds, MaxPutOffMs);
            if (used[i])
            {
                await ResolveAsync(due[i].Admission, snapshot, cancellationToken);
            }
            else if (!IsExpiredForGood(due[i].Admission, snapshot) && IsRefused(due[i].Admission, snapshot))
            {
                refused.Add(due[i].Admission);
            }
        }

        await ResolveRefusedAsync(refused, snapshot, cancellationToken);
    }

    private async ValueTask ResolveAsync(Admission admission, ChainSnapshot snapshot, CancellationToken cancellationToken)
    {
        try
        {
            if (await usedPayments.FindAsync(admission, snapshot, cancellationToken) is { } use)
            {
                Decide(admission, use);
            }
        }
        catch (ChainUnavailableException exception)
        {
            // One payment whose facts cannot be read must not keep the others waiting; it is looked at again later.
            LogUnreadable(logger, admission.Id.Value, exception.Message);
        }
    }

    private void Decide(Admission admission, AuthorizationUse use)
    {
        if (use.Inclusion is not { } inclusion)
        {
            Finish(admission, use.Outcome, AbandonReason.None, use.Proof);
            return;
        }

        LogResolved(logger, admission.Id.Value, use.Outcome, inclusion.TransactionHash);
        _held.Remove(admission.Id);
        inclusions.WatchForeign(inclusion, new DecidedPayment(admission, use.Outcome, use.Proof, 0, 0));
    }

    private static bool IsExpiredForGood(Admission admission, ChainSnapshot snapshot) =>
        admission.Item.Authorization.ValidBefore.Value <= snapshot.Finalized.Timestamp.Value;

    private async ValueTask ResolveExpiredAsync(HeldPayment[] expired, CancellationToken cancellationToken)
    {
        if (expired.Length == 0)
        {
            return;
        }

        var keys = Array.ConvertAll(expired, held => held.Admission.Item.Key);
        var used = await chain.GetAuthorizationStatesAsync(keys, BlockTag.Finalized, cancellationToken);
        for (var i = 0; i < expired.Length; i++)
        {
            if (!used[i])
            {
                Finish(expired[i].Admission, SettlementOutcome.Expired, AbandonReason.None, default);
            }
        }
    }

    private HeldPayment[] TakeDue()
    {
        var nowMs = clock.NowMs;
        foreach (var held in _held.Values.Where(held => held.Admission.State > AdmissionState.InFlight).ToArray())
        {
            _held.Remove(held.Admission.Id);
        }

        return [.. _held.Values
            .Where(held => held.NextCheckMs <= nowMs)
            .OrderBy(held => held.NextCheckMs)
            .Take(MaxPerLook)];
    }

    private bool IsRefused(Admission admission, ChainSnapshot snapshot)
    {
        if (admission.Item.Authorization.ValidBefore.Value <= clock.ChainNow(snapshot.Head).Value)
        {
            // Expired at the head; said only when it is final.
            return false;
        }

        if (submissions.CanStillLand(admission))
        {
            // A reorg took away what somebody else had settled, and our own transaction still waits for a block. It is sent
            // again and again by its lane; a second one would pay for gas and settle nothing.
            return false;
        }

        if (admission.SignedIn.Count == 0
            && (admission.IsHeldRequest || !watch.IsWatched(admission.Item.Authorization.Payer)))
        {
            TryAgain(admission);
            return false;
        }

        // Refused by a block, or by a payer's code that came after its admission.
        return true;
    }

    private async ValueTask ResolveRefusedAsync(
        List<Admission> refused,
        ChainSnapshot snapshot,
        CancellationToken cancellationToken)
    {
        if (refused.Count == 0)
        {
            return;
        }

        try
        {
            var verdicts = await refusals.JudgeAsync(refused, snapshot.Head.Number, cancellationToken);
            for (var i = 0; i < verdicts.Length; i++)
            {
                await CarryOutAsync(refused[i], verdicts[i], snapshot, cancellationToken);
            }
        }
        catch (ChainUnavailableException exception)
        {
            LogUnreadable(logger, refused[0].Id.Value, exception.Message);
        }
    }

    private async ValueTask CarryOutAsync(
        Admission admission,
        RefusalVerdict verdict,
        ChainSnapshot snapshot,
        CancellationToken cancellationToken)
    {
        if (verdict == RefusalVerdict.Retry)
        {
            TryAgain(admission);
        }
        else if (verdict != RefusalVerdict.Wait
            && admission.SignedIn.TrueForAll(snapshot.IsDead)
            && !await IsUsedAtFinalizedAsync(admission, cancellationToken))
        {
            var isShort = verdict == RefusalVerdict.GiveUpForBalance;
            var reason = isShort ? AbandonReason.InsufficientBalance : AbandonReason.HoldLimit;
            Finish(admission, SettlementOutcome.Abandoned, reason, default);

            // At once: what is read for the others takes time, in which this fact would grow old.
            await writer.FlushAsync();
        }
    }

    private async ValueTask<bool> IsUsedAtFinalizedAsync(Admission admission, CancellationToken cancellationToken)
    {
        var keys = new[] { admission.Item.Key };
        var used = await chain.GetAuthorizationStatesAsync(keys, BlockTag.Finalized, cancellationToken);
        return used[0];
    }

    private void TryAgain(Admission admission)
    {
        _held.Remove(admission.Id);
        if (admission.IsOnItsWay)
        {
            // It was in flight again after a reorg, and its lane's rescue was faster.
            return;
        }

        var sent = batches.TryWrite(BatchInput.Admitted(new[] { admission }));
        Invariant.Holds(sent);
    }

    private void Finish(Admission admission, SettlementOutcome outcome, AbandonReason reason, ProofLocation proof)
    {
        LogResolved(logger, admission.Id.Value, outcome, proof.TransactionHash);
        _held.Remove(admission.Id);
        writer.AddFinal(admission, outcome, reason, proof);
    }

    [LoggerMessage(EventId = 6102, Level = LogLevel.Debug, Message = "Facts about admission {Id} cannot be read: {Message}")]
    private static partial void LogUnreadable(ILogger logger, ulong id, string message);

    [LoggerMessage(EventId = 6101, Level = LogLevel.Debug, Message = "Admission {Id} is {Outcome} by {Transaction}")]
    private static partial void LogResolved(ILogger logger, ulong id, SettlementOutcome outcome, Hash256 transaction);
}
