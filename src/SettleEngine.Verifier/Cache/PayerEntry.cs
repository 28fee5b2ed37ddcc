using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Verifier.Cache;

/// <summary>One payer in the cache.</summary>
internal struct PayerEntry
{
    /// <summary>Bytes of an entry with its key, its count and its places in the index.</summary>
    public const int Bytes = 40 + 64 + sizeof(ushort) + (4 * sizeof(int));

    /// <summary>Whose it is.</summary>
    public Address Account;

    /// <summary>Slot of the small table plus one, or zero.</summary>
    public int SmallSlot;

    /// <summary>Slot of the large table plus one, or zero.</summary>
    public int LargeSlot;

    /// <summary>Whether a table was ordered for it and is not there yet. Such an entry is not forgotten.</summary>
    public OrderState Order;

    /// <summary>The size that it can be given next.</summary>
    public readonly PayerTableSize? WantedSize =>
        SmallSlot == 0 ? PayerTableSize.Small : LargeSlot == 0 ? PayerTableSize.Large : null;

    /// <summary>Whether any table belongs to it.</summary>
    public readonly bool HasTable => (SmallSlot | LargeSlot) != 0;
}
