using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Http.X402;

/// <summary>Settles one payment while its caller waits.</summary>
/// <remarks>
/// 1. Hand it to the engine as a group of one; full means refused before it costs anything.
/// 2. Accepted: wait for its outcome, at most the hold limit.
/// 3. At the limit: give it up if it is unsigned, else answer pending with the hash. A payment that may still be settled
///    is never answered as failed.
/// 4. Known already: success is told once per payment. The one repeat of a pending answer waits like the first caller;
///    everybody else is told that it is a duplicate.
/// </remarks>
internal sealed class SettleFlow(
    ISettlementEngine engine,
    OutcomeWaiters waiters,
    PendingAnswers pending,
    TimeSpan hold,
    TimeProvider time)
{
    private static readonly TimeSpan EnqueuePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AbandonPatience = TimeSpan.FromSeconds(5);

    /// <summary>Settles.</summary>
    /// <param name="item">The payment; its requirements have been compared.</param>
    /// <param name="version">x402 version.</param>
    /// <param name="cutOff">Ends the wait early, with an answer, when the door is closing.</param>
    /// <param name="callerGone">Ends the wait without an answer.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="OperationCanceledException">The caller is gone. What was accepted is settled all the same.</exception>
    public async Task<SettleAnswer> SettleAsync(
        SignedAuthorization item,
        int version,
        CancellationToken cutOff,
        CancellationToken callerGone)
    {
        var startedAt = time.GetTimestamp();
        var reply = new SingleReply(item);
        if (!await TryEnqueueAsync(reply, callerGone))
        {
            return Refused(RejectReason.Overloaded, version);
        }

        AdmissionAnswer answer;
        try
        {
            answer = await reply.Answer.WaitAsync(hold, time, callerGone);
        }
        catch (TimeoutException)
        {
            // The disk or a stage hangs; whether the payment is taken in is decided later.
            return Unknown();
        }

        return answer.Status switch
        {
            AdmissionStatus.Accepted => await HoldAsync(answer.Id, isFirstCaller: true, startedAt, cutOff, callerGone),
            AdmissionStatus.Existing when pending.TryTake(answer.Id) =>
                await HoldAsync(answer.Id, isFirstCaller: false, startedAt, cutOff, callerGone),
            AdmissionStatus.Existing => Known(answer.Id),
            AdmissionStatus.Conflict => Refused(RejectReason.Conflict, version),
            _ => Refused(answer.Reason, version),
        };
    }

    private async ValueTask<bool> TryEnqueueAsync(SingleReply reply, CancellationToken callerGone)
    {
        // Waits in line like the other doors: a full channel hands its next place to whoever waits, never to whoever tries.
        using var patience = new CancellationTokenSource(EnqueuePatience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, callerGone);
        try
        {
            await engine.EnqueueAsync(reply.Group, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!callerGone.IsCancellationRequested)
        {
            return false;
        }
    }

    private async ValueTask<AbandonVerdict> AbandonAsync(AdmissionSequence id, CancellationToken callerGone)
    {
        // A payment between two stages is answered in milliseconds; one that only the chain can decide is not waited for.
        using var patience = new CancellationTokenSource(AbandonPatience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, callerGone);
        try
        {
            return await engine.AbandonUnsignedAsync(id, limit.Token);
        }
        catch (OperationCanceledException) when (!callerGone.IsCancellationRequested)
        {
            return default;
        }
    }

    private static SettleAnswer Refused(RejectReason reason, int version) =>
        SettleAnswer.Failure(X402Codes.For(reason, version, X402Operation.Settle), X402Sentences.For(reason));

    /// <summary>Pending without a hash would make the client sign again; saying "failed" would be a guess.</summary>
    private static SettleAnswer Unknown() => SettleAnswer.Failure(
        X402Codes.UnexpectedSettleError,
        "It is not known yet whether the payment is settled. Ask GET /v1/authorizations before signing another one.");

    private SettleAnswer Known(AdmissionSequence id)
    {
        if (engine.Find(id)?.Outcome is not { Outcome: not SettlementOutcome.None } outcome)
        {
            return SettleAnswer.Failure(
                X402Codes.DuplicateSettlement,
                X402Sentences.For(RejectReason.AlreadyAdmitted));
        }

        return outcome.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal
            ? SettleAnswer.Failure(X402Codes.NonceAlreadyUsed, "This payment was settled before; it buys one thing only.")
            : SettleAnswer.From(outcome);
    }

    private async Task<SettleAnswer> HoldAsync(
        AdmissionSequence id,
        bool isFirstCaller,
        long startedAt,
        CancellationToken cutOff,
        CancellationToken callerGone)
    {
        var outcome = waiters.Register(id);
        try
        {
            if (engine.Find(id)?.Outcome is { Outcome: not SettlementOutcome.None } known)
            {
                return SettleAnswer.From(known);
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cutOff, callerGone);
            var isDecided = await WaitAsync(outcome, hold - time.GetElapsedTime(startedAt), limit.Token);
            callerGone.ThrowIfCancellationRequested();
            if (isDecided)
            {
                return SettleAnswer.From(await outcome);
            }

            return await AnswerUndecidedAsync(id, outcome, isFirstCaller, callerGone);
        }
        finally
        {
            waiters.Release(id);
        }
    }

    private async Task<bool> WaitAsync(Task<OutcomeNotice> outcome, TimeSpan left, CancellationToken limit)
    {
        try
        {
            await outcome.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, limit);
            return true;
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            // The outcome may have come in the same instant; then it counts.
            return outcome.IsCompletedSuccessfully;
        }
    }

    private async Task<SettleAnswer> AnswerUndecidedAsync(
        AdmissionSequence id,
        Task<OutcomeNotice> outcome,
        bool isFirstCaller,
        CancellationToken callerGone)
    {
        var verdict = await AbandonAsync(id, callerGone);

        // What is decided by now, by whatever way, counts more than what could be done about it.
        if (outcome.IsCompletedSuccessfully)
        {
            return SettleAnswer.From(await outcome);
        }

        var view = engine.Find(id);
        if (view?.Outcome is { Outcome: not SettlementOutcome.None } known)
        {
            return SettleAnswer.From(known);
        }

        if (verdict.Abandoned)
        {
            return SettleAnswer.Failure(
                X402Codes.For(SettlementOutcome.Abandoned, AbandonReason.SettleDeadline),
                X402Sentences.For(SettlementOutcome.Abandoned, AbandonReason.SettleDeadline));
        }

        var hash = verdict.TransactionHash.IsZero ? view?.LastTransactionHash ?? default : verdict.TransactionHash;
        if (hash.IsZero)
        {
            return Unknown();
        }

        if (isFirstCaller)
        {
            pending.Add(id);
        }

        return SettleAnswer.Pending(hash);
    }
}
