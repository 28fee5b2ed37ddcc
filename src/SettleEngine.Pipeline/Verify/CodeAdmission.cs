using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Verify;

/// <summary>
/// Lets payments of payers with code in when the chain says that they would go through: the token asks such a payer's code about the
/// signature (ERC-1271), so what the signature is worth to everybody else decides nothing. What input can make the engine ask the
/// chain is bounded.
/// </summary>
/// <param name="accepts">Whether payers with code are served.</param>
/// <param name="payerFacts">Who has code.</param>
/// <param name="trials">What the token would say.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="clock">The time.</param>
/// <remarks>Thread rule: any thread; one for all checkers, so that the bounds hold for all of them together.</remarks>
internal sealed class CodeAdmission(
    bool accepts,
    IPayerFacts payerFacts,
    PaymentTrials trials,
    PayerWatch watch,
    EngineClock clock)
{
    /// <summary>Payers a second whose code is looked up although all that speaks for them is a wrong signature: one batched request of
    /// 100 calls, where a single core finds 10,000 and more wrong signatures a second. What is remembered costs nothing.</summary>
    public const int LookupsPerSecond = 100;

    /// <summary>Payments of payers with code a second that the token is asked about: five batched requests of 100 calls. Anybody can
    /// name a wallet as payer, and each such payment costs a call.</summary>
    public const int TrialsPerSecond = 500;

    private readonly Lock _gate = new();
    private readonly LookupBudget _lookups = new(LookupsPerSecond);
    private readonly LookupBudget _trialsLeft = new(TrialsPerSecond);

    /// <summary>Says whether a payment with a wrong signature is worth a look at its payer's code.</summary>
    /// <param name="item">The payment.</param>
    /// <param name="reason">What is wrong with the signature; becomes <see cref="RejectReason.None"/> when the payer must be looked at, and
    /// another reason when that must wait.</param>
    public void Reconsider(in SignedAuthorization item, ref RejectReason reason)
    {
        if (!accepts || reason is not (RejectReason.SignatureInvalid or RejectReason.SignatureHighS))
        {
            return;
        }

        if (payerFacts.TryGetFresh(item.Token, item.Authorization.Payer, out var facts))
        {
            reason = facts.HasCode ? RejectReason.None : reason;
            return;
        }

        reason = TryTake(_lookups) ? RejectReason.None : RejectReason.Overloaded;
    }

    /// <summary>Gives a payer with code its first verdict.</summary>
    /// <param name="payer">The payer.</param>
    /// <returns>None when the token is to be asked.</returns>
    public RejectReason Admit(Address payer) => !accepts ? RejectReason.PayerHasCode
        : watch.IsThrottled(payer) ? RejectReason.PayerThrottled
        : !TryTake(_trialsLeft) ? RejectReason.Overloaded
        : RejectReason.None;

    /// <summary>Asks the token about payments of payers with code.</summary>
    /// <param name="payments">The payments.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One verdict per payment.</returns>
    public async ValueTask<RejectReason[]> AskAsync(SignedAuthorization[] payments, CancellationToken cancellationToken)
    {
        var answers = new RejectReason[payments.Length];
        try
        {
            answers = await trials.AskAsync(payments, cancellationToken);
        }
        catch (ChainUnavailableException)
        {
            Array.Fill(answers, RejectReason.ChainUnavailable);
        }

        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i] == RejectReason.None)
            {
                watch.Saw(payments[i].Authorization.Payer, hasCode: true);
            }
        }

        return answers;
    }

    private bool TryTake(LookupBudget budget)
    {
        lock (_gate)
        {
            return budget.TryTake(clock.NowMs);
        }
    }
}
