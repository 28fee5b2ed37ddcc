using System.Runtime.InteropServices;
using SettleEngine.Core;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Payers;

/// <summary>A bounded table of facts. When it is full, the hand goes round and takes the first entry that was not used
/// since it last came by, so that payers who pay often stay.</summary>
/// <param name="capacity">Most entries.</param>
/// <remarks>Thread rule: the caller holds a lock.</remarks>
internal sealed class PayerFactsTable(int capacity)
{
    private const int FirstSize = 1_024;

    private readonly Dictionary<PayerKey, int> _positions = [];
    private Slot[] _slots = new Slot[Math.Min(FirstSize, capacity)];
    private int _count;
    private int _hand;

    /// <summary>How many payers are remembered.</summary>
    public int Count => _count;

    /// <summary>Looks up a payer.</summary>
    /// <param name="key">The payer.</param>
    /// <param name="facts">What is remembered.</param>
    /// <param name="readAt">When it was read, as a timestamp of the clock.</param>
    /// <returns>Whether anything is remembered.</returns>
    public bool TryGet(in PayerKey key, out PayerFacts facts, out long readAt)
    {
        if (!_positions.TryGetValue(key, out var position))
        {
            facts = default;
            readAt = 0;
            return false;
        }

        ref var slot = ref _slots[position];
        slot.WasUsed = true;
        facts = slot.Facts;
        readAt = slot.ReadAt;
        return true;
    }

    /// <summary>Remembers facts, unless newer ones are there.</summary>
    /// <param name="key">The payer.</param>
    /// <param name="facts">The facts.</param>
    /// <param name="readAt">When they were read, as a timestamp of the clock.</param>
    public void Set(in PayerKey key, in PayerFacts facts, long readAt)
    {
        ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, key, out var exists);
        if (exists && _slots[position].Facts.BlockNumber > facts.BlockNumber)
        {
            return;
        }

        if (!exists)
        {
            // The reference dies with the next change of the dictionary, so the place is written before one is freed.
            position = TakeSlot(out var evicted);
            if (evicted is { } old)
            {
                _positions.Remove(old);
            }

            position = ref CollectionsMarshal.GetValueRefOrNullRef(_positions, key);
        }

        _slots[position] = new Slot { Key = key, Facts = facts, ReadAt = readAt };
        Invariant.Holds(_positions.Count == _count);
    }

    /// <summary>Lowers a balance that was read before a payment left it.</summary>
    /// <param name="key">The payer.</param>
    /// <param name="value">How much was paid.</param>
    /// <param name="blockNumber">The block that shows it.</param>
    public void Lower(in PayerKey key, UInt256 value, ulong blockNumber)
    {
        if (_positions.TryGetValue(key, out var position) && _slots[position].Facts is var facts && facts.BlockNumber < blockNumber)
        {
            _slots[position].Facts = facts with { Balance = facts.Balance > value ? facts.Balance - value : default };
        }
    }

    private int TakeSlot(out PayerKey? evicted)
    {
        evicted = null;
        if (_count < capacity)
        {
            if (_count == _slots.Length)
            {
                Array.Resize(ref _slots, (int)Math.Min(2L * _slots.Length, capacity));
            }

            return _count++;
        }

        while (_slots[_hand].WasUsed)
        {
            _slots[_hand].WasUsed = false;
            _hand = (_hand + 1) % capacity;
        }

        var taken = _hand;
        _hand = (_hand + 1) % capacity;
        evicted = _slots[taken].Key;
        return taken;
    }

    private struct Slot
    {
        public PayerKey Key;
        public PayerFacts Facts;
        public long ReadAt;
        public bool WasUsed;
    }
}
