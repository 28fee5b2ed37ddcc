using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Carries out what <see cref="LaneState"/> decides: one loop, one account, one writer.</summary>
/// <param name="lane">Index of the lane.</param>
/// <param name="state">The rule.</param>
/// <param name="open">Newest attempt of every submission that is not finalized, by account nonce.</param>
/// <param name="account">The lane's account.</param>
/// <param name="transactions">Signs and sends.</param>
/// <param name="gap">Fills account nonces below the lane's first.</param>
/// <param name="input">Batches and news.</param>
/// <param name="batches">Where room is announced and batches are returned.</param>
/// <param name="services">What all lanes share.</param>
internal sealed partial class LaneRunner(
    int lane,
    LaneState state,
    SortedDictionary<ulong, SignedAttempt> open,
    Address account,
    LaneTransactions transactions,
    GapFiller gap,
    ChannelReader<LaneInput> input,
    ChannelWriter<BatchInput> batches,
    LaneServices services)
{
    private readonly Queue<SettlementBatch> _waiting = new();
    private readonly LaneFitness _fitness = new(lane, account, state, transactions.CanSign, services);
    private readonly LaneBooking _booking = new(lane, state, services);
    private readonly InputWait<LaneInput> _wait = new(input, services.Clock.Provider);
    private SettlementBatch? _next;
    private ulong _floor = open.Count > 0 ? open.Keys.First() : state.OldestOpen.Value;
    private long _taken;
    private LaneNews _announced = new(lane, 0, 0, 0);
    private bool _isInformed;
    private ulong? _tooDearAt;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="cancellationToken">Stops the lane between actions; what is signed is durable.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var alive = true;
        while (alive)
        {
            TakeInputs();
            if (_isInformed)
            {
                await ActAllAsync(cancellationToken);
                AnnounceRoom();
            }

            alive = await _wait.WaitAsync(LaneServices.TickMs, cancellationToken);
        }
    }

    private async ValueTask ActAllAsync(CancellationToken cancellationToken)
    {
        await gap.FillAsync(cancellationToken);
        while (await ActAsync(cancellationToken))
        {
            // Where sending takes longer than the pause between two rounds of it, there is always something to do.
            cancellationToken.ThrowIfCancellationRequested();
            TakeInputs();
        }
    }

    private void TakeInputs()
    {
        while (input.TryRead(out var item))
        {
            if (item.Batch is not null)
            {
                _taken++;
                _waiting.Enqueue(item.Batch);
                continue;
            }

            if (item.BalanceWei is { } balanceWei)
            {
                _fitness.BalanceWei = balanceWei;
                continue;
            }

            // After a restart nearly everything that the journal calls open is in blocks already: nothing is sent before the
            // chain has said so, and nothing is signed with a key that somebody else may use.
            _isInformed = true;
            state.OnAccounted(item.Accounted);
            ForgetBelow(item.Finalized);
            gap.OnNews(item.Included, item.Finalized);

            // Anything lower than what is final comes from an endpoint that lags. What is final is in a block all the same, and
            // must not be sent again: it is forgotten here.
            state.OnIncluded(new AccountNonce(Math.Max(item.Included.Value, _floor)), services.Clock.NowMs);

            _fitness.TellQuarantine();
        }

        _fitness.Weigh();
        if (state.OpenCount == 0)
        {
            // Nothing is left that could be in trouble.
            services.Trouble(Cause, null);
        }

        if (_tooDearAt is { } stuck && (state.OpenCount == 0 || state.OldestOpen.Value > stuck))
        {
            _tooDearAt = null;
            services.Trouble(FeesCause, null);
        }
    }

    private async ValueTask<bool> ActAsync(CancellationToken cancellationToken)
    {
        // Before the decision, which issues an account nonce that must not be left without a transaction.
        while (_next is null && _waiting.TryDequeue(out var batch))
        {
            _next = await services.Screen.ScreenAsync(batch, batches, cancellationToken);
        }

        var decision = state.Decide(services.Clock.NowMs, _next is { } ready && _booking.TryBook(ready));
        switch (decision.Action)
        {
            case LaneAction.Send:
                var next = _next!;
                _next = null;
                await SignAndSendAsync(decision.At, next, cancellationToken);
                return true;
            case LaneAction.Resend:
                await ResendAsync(decision.At, cancellationToken);
                return true;
            case LaneAction.Replace:
                await ReplaceAsync(decision.At, cancellationToken);
                return true;
            case LaneAction.Quarantine:
                ReturnWhatCannotBeSent();
                return false;
            default:
                ReturnWhatCannotBeSent();
                return false;
        }
    }

    private async ValueTask SignAndSendAsync(
        AccountNonce at,
        SettlementBatch batch,
        CancellationToken cancellationToken)
    {
        Invariant.Holds(_booking.Is(new LaneSlot(lane, at)));
        if (await transactions.TrySignAsync(new LaneSlot(lane, at), batch.Members, batch.GasLimit, _booking.Offer, isFirst: true, cancellationToken)
            is { } attempt)
        {
            _booking.Keep();
            await SendNewAsync(attempt, cancellationToken);
            return;
        }

        _booking.Free();
        state.OnUnsigned(at, services.Clock.NowMs, services.TroublePauseMs);
        Send(BatchInput.Returned(batch.Members));
    }

    private async ValueTask ReplaceAsync(AccountNonce at, CancellationToken cancellationToken)
    {
        var previous = open[at.Value];
        if (!services.Fees.TryReplace(previous.Fees, services.BaseFeePerGasWei, out var fees))
        {
            _tooDearAt = at.Value;
            services.Trouble(FeesCause, $"Lane {lane} waits: replacing its oldest transaction would exceed --max-fee-per-gas.");
            await ResendAsync(at, cancellationToken);
            return;
        }

        var bytes = previous.Transaction.RawTransaction.Length;
        var worstWei = services.Spend.WorstCaseWei(previous.GasLimit, fees, bytes);
        var limit = services.Spend.TryBook(previous.Slot, worstWei);
        if (limit != SpendLimit.None)
        {
            _tooDearAt = at.Value;
            _fitness.TellLimit(FeesCause, limit, worstWei);
            await ResendAsync(at, cancellationToken);
            return;
        }

        // Without a signature the older attempt goes on being sent, and the next stall asks again.
        if (await transactions.TrySignAsync(previous.Slot, previous.Members, previous.GasLimit, fees, isFirst: false, cancellationToken)
            is not { } attempt)
        {
            services.Spend.Book(previous.Slot, services.Spend.WorstCaseWei(previous.GasLimit, previous.Fees, bytes));
            return;
        }

        _tooDearAt = null;
        services.Trouble(FeesCause, null);
        LogReplaced(services.Logger, lane, at.Value, fees.CapPerGasWei);
        await SendNewAsync(attempt, cancellationToken);
    }

    private async ValueTask SendNewAsync(SignedAttempt attempt, CancellationToken cancellationToken)
    {
        open[attempt.Slot.AccountNonce.Value] = attempt;
        services.Metrics.Signed();
        var verdict = await SendAsync(attempt, cancellationToken);
        if (verdict == SendVerdict.BuildError)
        {
            await CancelAsync(attempt, cancellationToken);
        }
    }

    private async ValueTask ResendAsync(AccountNonce oldest, CancellationToken cancellationToken)
    {
        foreach (var attempt in open.Values.Where(attempt => attempt.Slot.AccountNonce.Value >= oldest.Value).ToArray())
        {
            var verdict = await SendAsync(attempt, cancellationToken);
            if (verdict is SendVerdict.LaneTrouble or SendVerdict.Gap)
            {
                break;
            }
        }
    }

    private async ValueTask<SendVerdict> SendAsync(SignedAttempt attempt, CancellationToken cancellationToken)
    {
        var result = await transactions.SendAsync(attempt, cancellationToken);
        state.OnSent(result.Verdict, services.Clock.NowMs, services.TroublePauseMs);
        var sentence = result.Verdict == SendVerdict.LaneTrouble
            ? $"Lane {lane} ({account}) cannot send: {result.Message}. Fund the account, or wait for the pool."
            : null;
        services.Trouble(Cause, sentence);
        return result.Verdict;
    }

    private async ValueTask CancelAsync(SignedAttempt refused, CancellationToken cancellationToken)
    {
        if (refused.Members.Length == 0)
        {
            services.Trouble(Cause, $"Lane {lane}: the node refuses even an empty transaction. Look at its log and at --rpc.");
            return;
        }

        // The node says that this transaction can never be valid. Its account nonce must not stay empty, or the lane
        // stops; the payments go elsewhere, which the token's own replay protection makes safe.
        var fees = services.Fees.TryReplace(refused.Fees, services.BaseFeePerGasWei, out var raised) ? raised : refused.Fees;
        if (await transactions.TrySignAsync(refused.Slot, [], GasFormula.Limit(0, 0), fees, isFirst: false, cancellationToken) is not { } empty)
        {
            // The refused one is sent again when it stalls, and comes back here.
            return;
        }

        foreach (var member in refused.Members)
        {
            member.MaxCompany = Company.Alone;
        }

        // No limit was asked: an empty transaction costs less than what was booked for the refused one.
        Send(BatchInput.Admitted(refused.Members));
        services.Spend.Book(refused.Slot, services.Spend.WorstCaseWei(GasFormula.Limit(0, 0), fees, LaneServices.BytesOf(0)));
        open[refused.Slot.AccountNonce.Value] = empty;
        await SendAsync(empty, cancellationToken);
    }

    private void AnnounceRoom()
    {
        var nowMs = services.Clock.NowMs;
        var waiting = _waiting.Count + (_next is null ? 0 : 1);
        var room = state.IsPaused(nowMs) || state.IsStuck(nowMs) ? 0 : Math.Max(0, state.Room - waiting);
        var news = new LaneNews(lane, state.OpenCount + waiting, room, _taken);
        if (news != _announced)
        {
            _announced = news;
            Send(BatchInput.Room(news));
        }
    }

    private void ReturnWhatCannotBeSent()
    {
        // A waiting batch here means that the lane was paused or lost its room after it had announced it.
        _booking.Free();
        while (_next is not null || _waiting.TryDequeue(out _next))
        {
            Send(BatchInput.Returned(_next.Members));
            _next = null;
        }
    }

    private void Send(in BatchInput input)
    {
        var sent = batches.TryWrite(input);
        Invariant.Holds(sent);
    }

    private void ForgetBelow(AccountNonce finalized)
    {
        _floor = Math.Max(_floor, finalized.Value);
        while (open.Count > 0 && open.Keys.First() is var oldest && oldest < finalized.Value)
        {
            open.Remove(oldest);
        }
    }

    private string FeesCause => $"{Cause} fees";

    private string Cause { get; } = LaneFitness.CauseOf(lane);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "Lane {Lane}: replaced account nonce {AccountNonce}, now offering {CapPerGasWei} wei per gas")]
    private static partial void LogReplaced(ILogger logger, int lane, ulong accountNonce, ulong capPerGasWei);
}
