using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Dedupe;

/// <summary>
/// How much of each payer's balance is promised to payments that are on their way: the rule that admits no more than the
/// balance covers.
/// </summary>
/// <remarks>
/// Life of a value: announced while its authorization is checked → committed when it is admitted, or withdrawn → released when
/// a block shows what became of it. Only commitments count against a balance. Announcements tell in time whose balance has to
/// be read again: of all values that together exceed a balance, the last one announced has seen the others.
/// <para>A payer has a place as long as one of its values does; nothing is allocated while places are reused. Each takes 112
/// bytes, and about 60 in the dictionary that finds it.</para>
/// Thread rule: the caller holds a lock.
/// </remarks>
public sealed class PayerCommitments
{
    private const int NoPlace = -1;
    private const int FirstSize = 64;

    // Sums of a billion such values still fit into a word, so sums need no thought; no token has as many units.
    private static readonly UInt256 MostCounted = new(1, 0, 0, 0);

    private readonly Dictionary<PayerAccount, int> _places = [];
    private Place[] _slots = new Place[FirstSize];
    private int _used;
    private int _free = NoPlace;

    /// <summary>Payers that have a place.</summary>
    public int Count => _places.Count;

    /// <summary>What is committed by a payer.</summary>
    /// <param name="account">The payer.</param>
    /// <returns>The sum in atomic units.</returns>
    public UInt256 Committed(in PayerAccount account) =>
        _places.TryGetValue(account, out var place) ? _slots[place].Committed : default;

    /// <summary>Announces a value that is being checked.</summary>
    /// <param name="account">The payer.</param>
    /// <param name="value">The value.</param>
    /// <param name="balance">The payer's balance as it was read.</param>
    /// <param name="blockNumber">The block at which it was read.</param>
    /// <returns>The payer's place, for all further calls about this value.</returns>
    public int Announce(in PayerAccount account, UInt256 value, UInt256 balance, ulong blockNumber)
    {
        var place = Join(account);
        ref var slot = ref _slots[place];
        slot.Announced += Counted(value);
        Observe(place, balance, blockNumber);
        return place;
    }

    /// <summary>Takes notice of a balance.</summary>
    /// <param name="place">The payer's place.</param>
    /// <param name="balance">The balance as it was read.</param>
    /// <param name="blockNumber">The block at which it was read.</param>
    public void Observe(int place, UInt256 balance, ulong blockNumber)
    {
        ref var slot = ref _slots[place];
        if (blockNumber > slot.BlockNumber)
        {
            slot.Balance = balance;
            slot.BlockNumber = blockNumber;
        }
        else if (blockNumber == slot.BlockNumber && balance < slot.Balance)
        {
            // Of two readings of one block, the lower one knows of a payment that has left since.
            slot.Balance = balance;
        }
    }

    /// <summary>Whether the balance covers everything that is announced and committed. When it does not, it has to be read
    /// again before anybody is refused.</summary>
    /// <param name="place">The payer's place.</param>
    /// <returns>True when it does.</returns>
    public bool CoversAnnounced(int place)
    {
        ref var slot = ref _slots[place];
        return slot.Announced + slot.Committed <= slot.Balance;
    }

    /// <summary>Whether a balance covers a value beside what is committed.</summary>
    /// <param name="account">The payer.</param>
    /// <param name="value">The value; neither announced nor committed by this.</param>
    /// <param name="balance">The balance as it was read.</param>
    /// <returns>True when it does.</returns>
    public bool Covers(in PayerAccount account, UInt256 value, UInt256 balance) =>
        Counted(value) + Committed(account) <= balance;

    /// <summary>Commits an announced value if the balance covers it; otherwise it stays announced.</summary>
    /// <param name="place">The payer's place.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it was committed.</returns>
    public bool TryCommit(int place, UInt256 value)
    {
        ref var slot = ref _slots[place];
        var counted = Counted(value);
        if (slot.Committed + counted > slot.Balance)
        {
            return false;
        }

        slot.Announced -= counted;
        slot.Committed += counted;
        return true;
    }

    /// <summary>Takes back what was announced and is not admitted.</summary>
    /// <param name="account">The payer.</param>
    /// <param name="place">Its place.</param>
    /// <param name="value">The value.</param>
    public void Withdraw(in PayerAccount account, int place, UInt256 value)
    {
        _slots[place].Announced -= Counted(value);
        Leave(account, place);
    }

    /// <summary>Commits a value without asking: it was admitted before.</summary>
    /// <param name="account">The payer.</param>
    /// <param name="value">The value.</param>
    /// <returns>The payer's place.</returns>
    public int Restore(in PayerAccount account, UInt256 value)
    {
        var place = Join(account);
        _slots[place].Committed += Counted(value);
        return place;
    }

    /// <summary>Releases a committed value.</summary>
    /// <param name="account">The payer.</param>
    /// <param name="place">Its place.</param>
    /// <param name="value">The value.</param>
    /// <param name="leftAtBlock">The block in which it left the balance; null when it did not. A balance of an older block is
    /// lowered by it.</param>
    public void Release(in PayerAccount account, int place, UInt256 value, ulong? leftAtBlock)
    {
        ref var slot = ref _slots[place];
        slot.Committed -= Counted(value);
        if (leftAtBlock > slot.BlockNumber)
        {
            slot.Balance = slot.Balance > value ? slot.Balance - value : default;
        }

        Leave(account, place);
    }

    private static UInt256 Counted(UInt256 value) => value < MostCounted ? value : MostCounted;

    private int Join(in PayerAccount account)
    {
        if (!_places.TryGetValue(account, out var place))
        {
            place = TakeSlot();
            _places.Add(account, place);

            // Nothing is known of the balance yet: the first reading replaces this.
            _slots[place] = new Place { Balance = UInt256.MaxValue };
        }

        _slots[place].Values++;
        return place;
    }

    private void Leave(in PayerAccount account, int place)
    {
        ref var slot = ref _slots[place];
        Invariant.Holds(slot.Values > 0);
        if (--slot.Values > 0)
        {
            return;
        }

        Invariant.Holds(slot.Announced.IsZero && slot.Committed.IsZero);
        var wasThere = _places.Remove(account);
        Invariant.Holds(wasThere);
        slot.NextFree = _free;
        _free = place;
    }

    private int TakeSlot()
    {
        if (_free != NoPlace)
        {
            var place = _free;
            _free = _slots[place].NextFree;
            return place;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, 2 * _slots.Length);
        }

        return _used++;
    }

    private struct Place
    {
        public UInt256 Announced;
        public UInt256 Committed;
        public UInt256 Balance;
        public ulong BlockNumber;
        public int Values;
        public int NextFree;
    }
}
