using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Submit;

/// <summary>What a lane has booked for the batch that it signs next, before the rule gives an account nonce away: one that is not
/// used would be a gap.</summary>
/// <param name="lane">Index of the lane.</param>
/// <param name="state">The rule.</param>
/// <param name="services">What all lanes share.</param>
/// <remarks>Thread rule: the lane's loop.</remarks>
internal sealed class LaneBooking(int lane, LaneState state, LaneServices services)
{
    private LaneSlot? _booked;

    /// <summary>What the booked batch offers per gas.</summary>
    public FeeOffer Offer { get; private set; }

    /// <summary>Whether a slot is booked.</summary>
    /// <param name="slot">The slot.</param>
    /// <returns>True when it is the one.</returns>
    public bool Is(LaneSlot slot) => _booked == slot;

    /// <summary>Books a batch at the next account nonce, in place of what was booked before.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>False when it would pass a limit.</returns>
    public bool TryBook(SettlementBatch batch)
    {
        Offer = services.Fees.First(services.BaseFeePerGasWei);
        var slot = new LaneSlot(lane, state.Next);
        var worstWei = services.Spend.WorstCaseWei(batch.GasLimit, Offer, LaneServices.BytesOf(batch.Members.Length));
        Free();
        _booked = services.Spend.TryBook(slot, worstWei) == SpendLimit.None ? slot : null;
        return _booked is not null;
    }

    /// <summary>Leaves the booking to the transaction that was signed.</summary>
    public void Keep() => _booked = null;

    /// <summary>Takes the booking back, if there is one.</summary>
    public void Free()
    {
        if (_booked is { } slot)
        {
            services.Spend.Free(slot);
            _booked = null;
        }
    }
}
