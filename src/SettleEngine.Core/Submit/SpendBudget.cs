using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Submit;

/// <summary>What all lanes together may spend on fees. A transaction is booked at its worst case before it is signed, and at what it
/// cost once a receipt shows that.</summary>
/// <remarks>
/// The hour rolls by minutes: what was paid counts for 60 to 61 minutes, what is signed and in no block counts until it is.
/// Of the attempts at one account nonce only one can land, so the dearest booked stands for all. What an earlier life
/// of the process paid is not known; what it left open is booked at the start.
/// <para>Thread rule: the caller holds a lock.</para>
/// </remarks>
/// <param name="maxPerTransactionWei">Most that a transaction may cost, in wei; 0 for no limit.</param>
/// <param name="maxPerHourWei">Most that an hour may cost, in wei; 0 for no limit.</param>
public sealed class SpendBudget(UInt128 maxPerTransactionWei, UInt128 maxPerHourWei)
{
    private const long MinuteMs = 60_000;
    private const int Minutes = 61;

    // The price of a byte on the layer below moves by an eighth a block there, every 12 s: twice the last one lasts a minute.
    private const ulong L1Margin = 2;

    private readonly UInt128[] _paid = new UInt128[Minutes];
    private readonly Dictionary<(int Lane, ulong AccountNonce), UInt128> _booked = [];
    private UInt128 _bookedSum;
    private UInt128 _paidSum;
    private long _minute = long.MinValue;
    private UInt128 _l1FeeWei;
    private ulong _l1Bytes = 1;

    /// <summary>Most that a transaction may cost, in wei; 0 for no limit.</summary>
    public UInt128 MaxPerTransactionWei => maxPerTransactionWei;

    /// <summary>Most that an hour may cost, in wei; 0 for no limit.</summary>
    public UInt128 MaxPerHourWei => maxPerHourWei;

    /// <summary>The most that a transaction can cost: all of its gas at the highest price offered, and what its bytes may cost on
    /// the layer below, by the newest receipt.</summary>
    /// <param name="gasLimit">Its gas limit.</param>
    /// <param name="offer">What it offers.</param>
    /// <param name="bytes">Its size.</param>
    /// <returns>Wei.</returns>
    public UInt128 WorstCaseWei(ulong gasLimit, FeeOffer offer, int bytes) =>
        ((UInt128)gasLimit * offer.CapPerGasWei) + L1FeeWei(bytes);

    /// <summary>What bytes may cost on the layer below: 0 until a receipt has named such a fee.</summary>
    /// <param name="bytes">The bytes of a transaction.</param>
    /// <returns>Wei.</returns>
    public UInt128 L1FeeWei(int bytes) => (_l1FeeWei * L1Margin * (ulong)bytes / _l1Bytes) + (_l1FeeWei == 0 ? 0 : UInt128.One);

    /// <summary>Whether a further transaction may be signed.</summary>
    /// <param name="worstCaseWei">The most that it can cost.</param>
    /// <param name="nowMs">Milliseconds on a clock that does not go backwards.</param>
    /// <returns>The limit that it would pass.</returns>
    public SpendLimit Judge(UInt128 worstCaseWei, long nowMs) => Judge(worstCaseWei, alreadyBooked: 0, nowMs);

    /// <summary>Books a transaction that is about to be signed, unless it would pass a limit.</summary>
    /// <param name="lane">Index of its lane.</param>
    /// <param name="accountNonce">Its account nonce. What was booked for it before is replaced.</param>
    /// <param name="worstCaseWei">The most that it can cost.</param>
    /// <param name="nowMs">Same clock as everywhere here.</param>
    /// <returns>The limit that it would pass; then nothing has changed.</returns>
    public SpendLimit TryBook(int lane, AccountNonce accountNonce, UInt128 worstCaseWei, long nowMs)
    {
        var limit = Judge(worstCaseWei, _booked.GetValueOrDefault((lane, accountNonce.Value)), nowMs);
        if (limit == SpendLimit.None)
        {
            Book(lane, accountNonce, worstCaseWei);
        }

        return limit;
    }

    /// <summary>Books a transaction that is signed already, or that frees an account nonce for less than is booked for it.</summary>
    /// <param name="lane">Index of its lane.</param>
    /// <param name="accountNonce">Its account nonce.</param>
    /// <param name="worstCaseWei">The most that it can cost.</param>
    public void Book(int lane, AccountNonce accountNonce, UInt128 worstCaseWei)
    {
        Free(lane, accountNonce);
        _booked.Add((lane, accountNonce.Value), worstCaseWei);
        _bookedSum += worstCaseWei;
    }

    /// <summary>Takes a booking back: nothing of ours can land at the account nonce.</summary>
    /// <param name="lane">Index of its lane.</param>
    /// <param name="accountNonce">The account nonce; nothing happens when nothing is booked for it.</param>
    public void Free(int lane, AccountNonce accountNonce)
    {
        if (_booked.Remove((lane, accountNonce.Value), out var booked))
        {
            _bookedSum -= booked;
        }
    }

    /// <summary>Records what a transaction cost. A receipt that comes again, after a reorg, counts no second time.</summary>
    /// <param name="lane">Index of its lane.</param>
    /// <param name="accountNonce">Its account nonce.</param>
    /// <param name="gasFeesWei">What was paid for its gas.</param>
    /// <param name="l1FeeWei">What was paid for its bytes on the layer below; 0 where there is no such fee.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="nowMs">Same clock as everywhere here.</param>
    public void OnPaid(int lane, AccountNonce accountNonce, UInt128 gasFeesWei, UInt128 l1FeeWei, int bytes, long nowMs)
    {
        _l1FeeWei = l1FeeWei;
        _l1Bytes = (ulong)Math.Max(1, bytes);
        if (_booked.ContainsKey((lane, accountNonce.Value)))
        {
            Free(lane, accountNonce);
            Roll(nowMs);
            _paid[_minute % Minutes] += gasFeesWei + l1FeeWei;
            _paidSum += gasFeesWei + l1FeeWei;
        }
    }

    /// <summary>What was paid within the hour, and what is signed may cost.</summary>
    /// <param name="nowMs">Same clock as everywhere here.</param>
    /// <returns>Wei.</returns>
    public UInt128 SpentWei(long nowMs)
    {
        Roll(nowMs);
        return _paidSum + _bookedSum;
    }

    private SpendLimit Judge(UInt128 worstCaseWei, UInt128 alreadyBooked, long nowMs)
    {
        if (maxPerTransactionWei != 0 && worstCaseWei > maxPerTransactionWei)
        {
            return SpendLimit.PerTransaction;
        }

        return maxPerHourWei != 0 && SpentWei(nowMs) - alreadyBooked + worstCaseWei > maxPerHourWei
            ? SpendLimit.PerHour
            : SpendLimit.None;
    }

    private void Roll(long nowMs)
    {
        var minute = nowMs / MinuteMs;
        if (minute - Minutes >= _minute)
        {
            Array.Clear(_paid);
            _paidSum = 0;
            _minute = minute;
        }

        while (_minute < minute)
        {
            _minute++;
            _paidSum -= _paid[_minute % Minutes];
            _paid[_minute % Minutes] = 0;
        }
    }
}
