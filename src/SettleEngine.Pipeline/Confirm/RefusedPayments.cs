using Microsoft.Extensions.Logging;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Verify;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>
/// Judges payments that were in a block's transaction and did not settle: who is to blame, and who is sent again how soon and in
/// which company. Facts come first, all of them in a few questions; without facts nobody is blamed and nothing is sent.
/// </summary>
/// <param name="chain">Who has code.</param>
/// <param name="payerFacts">Balances.</param>
/// <param name="trials">What the token would say now.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="options">How long to hold.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives a line per payer that is blamed.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class RefusedPayments(
    IChainClient chain,
    IPayerFacts payerFacts,
    PaymentTrials trials,
    PayerWatch watch,
    ConfirmOptions options,
    EngineClock clock,
    ILogger logger)
{
    // From the fullest batch to a payment alone, when nobody can be blamed each time.
    private const int MaxCompanyRetries = 8;

    // A payer without code whose payment fails so often, although the token would take it at each look, changes in between.
    private const int UnexplainedFailures = 3;

    /// <summary>Judges payments of one look.</summary>
    /// <param name="refused">The payments: unused, not expired, in no transaction that may still be included.</param>
    /// <param name="atLeastBlock">Facts may not be older than this block.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One verdict per payment.</returns>
    /// <exception cref="ChainUnavailableException">A fact could not be read: nobody is judged.</exception>
    public async ValueTask<RefusalVerdict[]> JudgeAsync(
        IReadOnlyList<Admission> refused,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        foreach (var company in refused.Select(one => one.FailedCompany).Distinct())
        {
            if (company is { IsJudged: false })
            {
                company.Judge(await chain.HaveCodeAsync(company.Payers, cancellationToken));
            }
        }

        var facts = await ReadFactsAsync(refused, atLeastBlock, cancellationToken);
        var verdicts = new RefusalVerdict[refused.Count];
        var tried = new List<int>();
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = Judge(refused[i], facts[i], out var isTried);
            if (isTried)
            {
                tried.Add(i);
            }
        }

        await TryAsync(refused, tried, verdicts, cancellationToken);
        return verdicts;
    }

    private async ValueTask<PayerFacts[]> ReadFactsAsync(
        IReadOnlyList<Admission> refused,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        var facts = new PayerFacts[refused.Count];
        foreach (var sameToken in Enumerable.Range(0, facts.Length).GroupBy(i => refused[i].Item.Token))
        {
            var at = sameToken.ToArray();
            var read = new PayerFacts[at.Length];
            await payerFacts.GetAsync(
                sameToken.Key,
                Array.ConvertAll(at, i => refused[i].Item.Authorization.Payer),
                read,
                atLeastBlock,
                cancellationToken);
            for (var i = 0; i < at.Length; i++)
            {
                facts[at[i]] = read[i];
            }
        }

        return facts;
    }

    private RefusalVerdict Judge(Admission admission, in PayerFacts facts, out bool isTried)
    {
        var nowMs = clock.NowMs;
        var since = admission.RefusedSinceMs ??= nowMs;
        var payer = admission.Item.Authorization.Payer;
        var isShort = facts.Balance < admission.Item.Authorization.Value.Units;
        var company = admission.FailedCompany;
        var isSuspect = facts.HasCode || company?.Suspects(payer) == true;
        watch.Saw(payer, isSuspect);
        if (isSuspect && !isShort)
        {
            Blame(admission);
        }

        isTried = false;
        if (nowMs - since >= options.HoldLimit.TotalMilliseconds)
        {
            return isShort ? RefusalVerdict.GiveUpForBalance : RefusalVerdict.GiveUp;
        }

        if (isShort)
        {
            return RefusalVerdict.Wait;
        }

        if (company is not null && !isSuspect && admission.CompanyRetries < MaxCompanyRetries)
        {
            admission.CompanyRetries++;
            admission.FailedCompany = null;
            admission.MaxCompany = Math.Min(admission.MaxCompany, company.NextCompany);
            admission.JudgedFailures = admission.Failures;
            return RefusalVerdict.Retry;
        }

        isTried = MayRetry(admission, since, nowMs) && watch.MaySetOut(payer);
        return RefusalVerdict.Wait;
    }

    private async ValueTask TryAsync(
        IReadOnlyList<Admission> refused,
        List<int> tried,
        RefusalVerdict[] verdicts,
        CancellationToken cancellationToken)
    {
        if (tried.Count == 0)
        {
            return;
        }

        var items = tried.ConvertAll(i => refused[i].Item).ToArray();
        var answers = await trials.AskAsync(items, cancellationToken);
        for (var i = 0; i < items.Length; i++)
        {
            var admission = refused[tried[i]];
            if (answers[i] != RejectReason.None)
            {
                continue;
            }

            if (admission.Failures >= UnexplainedFailures && admission.JudgedFailures < admission.Failures)
            {
                Blame(admission);
            }

            admission.Retries++;
            admission.FailedCompany = null;
            verdicts[tried[i]] = RefusalVerdict.Retry;
        }
    }

    private void Blame(Admission admission)
    {
        if (admission.JudgedFailures < admission.Failures)
        {
            admission.JudgedFailures = admission.Failures;
            var payer = admission.Item.Authorization.Payer;
            var times = watch.Strike(payer);
            LogBlamed(logger, payer, times, admission.Id.Value);
        }
    }

    private static bool MayRetry(Admission admission, long refusedSinceMs, long nowMs)
    {
        // The first retry is free; later ones wait 2, 4, 8 … seconds from the first refusal, so that a payment that the
        // token keeps refusing does not burn gas at every block.
        return admission.Retries == 0 || nowMs - refusedSinceMs >= 1_000L << Math.Min(admission.Retries, 10);
    }

    [LoggerMessage(EventId = 6103, Level = LogLevel.Debug, Message = "Payer {Payer} is blamed {Times} times by now, for admission {Id}")]
    private static partial void LogBlamed(ILogger logger, Address payer, int times, ulong id);
}
