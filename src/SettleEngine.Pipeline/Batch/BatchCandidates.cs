using SettleEngine.Core.Batch;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Says of a payment what the batch rules need to know: its gas, its times, its company, what its payee asks.</summary>
/// <param name="options">What is asked.</param>
/// <param name="head">The newest header.</param>
/// <param name="payees">Payees that need less gas.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="useSettler">Whether batches that fit go through the guarded settler, which bounds what a payer can burn.</param>
/// <param name="clock">The time.</param>
internal sealed class BatchCandidates(
    BatchOptions options,
    HeadView head,
    KnownPayees payees,
    PayerWatch watch,
    bool useSettler,
    EngineClock clock)
{
    /// <summary>The payment as the rules see it now.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>The candidate.</returns>
    public BatchCandidate Of(Admission admission)
    {
        // Where nothing bounds what it burns, a payer that can burn gas spends its own transaction's and nobody else's.
        var item = admission.Item;
        var isRisky = watch.IsWatched(item.Authorization.Payer);
        var objective = options.ObjectiveOf(item.Authorization.Payee);
        var nowMs = clock.NowMs;
        return new BatchCandidate(
            admission.Id,
            nowMs,
            ExpiresAtMs(item.Authorization.ValidBefore, nowMs),
            ItemGas(admission),
            admission.IsHeldRequest,
            !isRisky || (useSettler && SettlerCalldata.Fits(item)) ? admission.MaxCompany : Company.Alone,
            isRisky)
        {
            AcceptedAtMs = admission.AdmittedAtMs,

            // What was signed before has waited for its price, and is in trouble now.
            Objective = admission.LastAttempt is null ? objective : objective.WhenPressed(),
            PayerMark = HashCode.Combine(item.Token, item.Authorization.Payer),
            PayeeMark = HashCode.Combine(item.Token, item.Authorization.Payee),
        };
    }

    /// <summary>Gas that a payment may need within a batch.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>Gas.</returns>
    public ulong ItemGas(Admission admission) => watch.IsWatched(admission.Item.Authorization.Payer)
        ? GasFormula.WatchedItem
        : GasFormula.Item(payees.Contains(admission.Item.Token, admission.Item.Authorization.Payee));

    private long ExpiresAtMs(UnixSeconds validBefore, long nowMs)
    {
        var chainNow = clock.ChainNow(head.Latest);
        return validBefore.Value <= chainNow.Value
            ? nowMs
            : nowMs + ((long)Math.Min(validBefore.Value - chainNow.Value, int.MaxValue) * 1_000);
    }
}
