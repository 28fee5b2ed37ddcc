using SettleEngine.Core.Confirm;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Submit;

/// <summary>The one budget of all lanes: lanes book before they sign, Confirm tells what was paid.</summary>
/// <param name="budget">The rule.</param>
/// <param name="clock">The time.</param>
/// <remarks>Thread rule: any thread; one lock, held for one sum.</remarks>
internal sealed class SpendBook(SpendBudget budget, EngineClock clock)
{
    private readonly Lock _gate = new();

    /// <inheritdoc cref="SpendBudget.WorstCaseWei"/>
    public UInt128 WorstCaseWei(ulong gasLimit, FeeOffer offer, int bytes)
    {
        lock (_gate)
        {
            return budget.WorstCaseWei(gasLimit, offer, bytes);
        }
    }

    /// <inheritdoc cref="SpendBudget.L1FeeWei"/>
    public UInt128 L1FeeWei(int bytes)
    {
        lock (_gate)
        {
            return budget.L1FeeWei(bytes);
        }
    }

    /// <inheritdoc cref="SpendBudget.Judge(UInt128, long)"/>
    public SpendLimit Judge(UInt128 worstCaseWei)
    {
        lock (_gate)
        {
            return budget.Judge(worstCaseWei, clock.NowMs);
        }
    }

    /// <summary>Books a transaction that is about to be signed, unless it would pass a limit.</summary>
    /// <param name="slot">Its lane and account nonce.</param>
    /// <param name="worstCaseWei">The most that it can cost.</param>
    /// <returns>The limit that it would pass; then nothing has changed.</returns>
    public SpendLimit TryBook(LaneSlot slot, UInt128 worstCaseWei)
    {
        lock (_gate)
        {
            return budget.TryBook(slot.Lane, slot.AccountNonce, worstCaseWei, clock.NowMs);
        }
    }

    /// <summary>Books what is signed already.</summary>
    /// <param name="slot">Lane and account nonce.</param>
    /// <param name="worstCaseWei">The most that it can cost.</param>
    public void Book(LaneSlot slot, UInt128 worstCaseWei)
    {
        lock (_gate)
        {
            budget.Book(slot.Lane, slot.AccountNonce, worstCaseWei);
        }
    }

    /// <summary>Takes a booking back, if there is one.</summary>
    /// <param name="slot">Lane and account nonce.</param>
    public void Free(LaneSlot slot)
    {
        lock (_gate)
        {
            budget.Free(slot.Lane, slot.AccountNonce);
        }
    }

    /// <summary>Records what a transaction cost.</summary>
    /// <param name="slot">Its lane and account nonce.</param>
    /// <param name="receipt">What a block shows of it.</param>
    /// <param name="bytes">Its size.</param>
    public void OnPaid(LaneSlot slot, TransactionReceipt receipt, int bytes)
    {
        lock (_gate)
        {
            budget.OnPaid(slot.Lane, slot.AccountNonce, receipt.GasFeesWei, receipt.L1FeeWei, bytes, clock.NowMs);
        }
    }

    /// <summary>What to tell people when a lane waits.</summary>
    /// <param name="limit">The limit that the next transaction would pass.</param>
    /// <param name="worstCaseWei">The most that it can cost.</param>
    /// <returns>The end of a sentence that names the option, or null when nothing is passed.</returns>
    public string? WhyWaiting(SpendLimit limit, UInt128 worstCaseWei) => limit switch
    {
        SpendLimit.PerTransaction =>
            $"a transaction may cost {worstCaseWei} wei, above --max-fee-per-transaction ({budget.MaxPerTransactionWei}). "
            + "Raise it, or lower --batch-max.",
        SpendLimit.PerHour =>
            $"with {worstCaseWei} wei more the last hour might cost more than --max-spend-per-hour ({budget.MaxPerHourWei}). "
            + "It goes on as the hour passes; raise the limit to go on now.",
        _ => null,
    };
}
