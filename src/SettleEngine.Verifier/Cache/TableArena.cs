using SettleEngine.Core;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Cache;

/// <summary>Cuts a region of memory into slabs of one huge page each, and a slab into slots for tables of one size. An empty
/// slab belongs to nobody, so memory moves from one size to the other.</summary>
/// <param name="address">Where the region begins, aligned to a slab.</param>
/// <param name="slabCount">How many slabs it holds: the bound, which nothing here can pass.</param>
/// <remarks>Thread rule: one writer. <see cref="AddressOf"/> may be called by anybody who holds a slot.</remarks>
internal sealed class TableArena(nint address, int slabCount)
{
    /// <summary>Bytes of a slab.</summary>
    public const int SlabBytes = 1 << 21;

    /// <summary>Small tables in a slab: 124.</summary>
    public const int SmallPerSlab = SlabBytes / SignatureKernels.SmallTableBytes;

    /// <summary>Large tables in a slab: 8.</summary>
    public const int LargePerSlab = SlabBytes / SignatureKernels.LargeTableBytes;

    private const int SlotsPerSlab = 128;

    private readonly Slab[] _slabs = new Slab[slabCount];
    private readonly int[] _owners = Nobody(slabCount);
    private readonly int[] _hints = new int[2];

    /// <summary>Slabs that there are.</summary>
    public int SlabCount => _slabs.Length;

    /// <summary>Slabs that hold nothing.</summary>
    public int FreeSlabs { get; private set; } = slabCount;

    /// <summary>Bytes of slabs that hold something.</summary>
    public long UsedBytes => (long)(SlabCount - FreeSlabs) * SlabBytes;

    /// <summary>Tables that have an owner, by size.</summary>
    public int[] Tables { get; } = new int[2];

    /// <summary>Slabs of a size.</summary>
    public int[] Slabs { get; } = new int[2];

    /// <summary>How many tables of a size stand in a slab.</summary>
    public static int PerSlab(PayerTableSize size) => size == PayerTableSize.Small ? SmallPerSlab : LargePerSlab;

    /// <summary>Where a slot's table lies.</summary>
    public nint AddressOf(PayerTableSize size, int slot) =>
        address + ((nint)(slot / SlotsPerSlab) * SlabBytes) + (slot % SlotsPerSlab * BytesOf(size));

    /// <summary>Takes a slot that nobody uses. It has no owner until <see cref="Own"/> names one.</summary>
    /// <param name="size">Size of the table.</param>
    /// <param name="spared">Free slabs that must stay free.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake(PayerTableSize size, int spared, out int slot)
    {
        var slab = FindRoom(size);
        if (slab < 0)
        {
            slab = FreeSlabs > spared ? Array.FindIndex(_slabs, one => one.Use == SlabUse.Free) : -1;
            if (slab < 0)
            {
                slot = -1;
                return false;
            }

            Open(slab, size);
        }

        slot = (slab * SlotsPerSlab) + _slabs[slab].TakeSlot();
        return true;
    }

    /// <summary>Names the entry whose table fills a slot.</summary>
    public void Own(PayerTableSize size, int slot, int entry)
    {
        Invariant.Holds(_owners[slot] < 0);
        _owners[slot] = entry;
        _slabs[slot / SlotsPerSlab].Owned++;
        Tables[(int)size]++;
    }

    /// <summary>Takes the owner away; the slot stays taken.</summary>
    /// <returns>Who it was.</returns>
    public int Disown(PayerTableSize size, int slot)
    {
        var entry = _owners[slot];
        Invariant.Holds(entry >= 0);
        _owners[slot] = -1;
        _slabs[slot / SlotsPerSlab].Owned--;
        Tables[(int)size]--;
        return entry;
    }

    /// <summary>Gives a slot back that has no owner and that nobody reads.</summary>
    public void Release(PayerTableSize size, int slot)
    {
        Invariant.Holds(_owners[slot] < 0);
        ref var slab = ref _slabs[slot / SlotsPerSlab];
        slab.GiveSlot(slot % SlotsPerSlab);
        if (slab.Taken > 0)
        {
            return;
        }

        Slabs[(int)size]--;
        if (slab.IsClosing)
        {
            Open(slot / SlotsPerSlab, size == PayerTableSize.Small ? PayerTableSize.Large : PayerTableSize.Small, isFree: false);
        }
        else
        {
            slab = default;
            FreeSlabs++;
        }
    }

    /// <summary>The next slot of a size that has an owner, going around.</summary>
    /// <param name="size">The size.</param>
    /// <param name="hand">Where the last search ended; moved on.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>False when there is none.</returns>
    public bool TryNextOwned(PayerTableSize size, ref int hand, out int slot)
    {
        var perSlab = PerSlab(size);
        for (var looked = 0; looked <= SlabCount;)
        {
            var slab = hand / SlotsPerSlab;
            if (slab >= SlabCount || hand % SlotsPerSlab >= perSlab || _slabs[slab].Use != UseFor(size))
            {
                hand = slab + 1 < SlabCount ? (slab + 1) * SlotsPerSlab : 0;
                looked++;
                continue;
            }

            slot = hand++;
            if (_owners[slot] >= 0)
            {
                return true;
            }
        }

        slot = -1;
        return false;
    }

    /// <summary>The next slab of a size all of whose taken slots have owners, going around.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryNextSlab(PayerTableSize size, ref int hand, out int slab)
    {
        for (var looked = 0; looked < SlabCount; looked++)
        {
            hand = hand + 1 < SlabCount ? hand + 1 : 0;
            ref var one = ref _slabs[hand];
            if (one.Use == UseFor(size) && !one.IsClosing && one.Owned == one.Taken)
            {
                slab = hand;
                return true;
            }
        }

        slab = -1;
        return false;
    }

    /// <summary>Finds the slots of a slab that have an owner.</summary>
    /// <param name="slab">The slab.</param>
    /// <param name="slots">Receives them; <see cref="SmallPerSlab"/> is always enough.</param>
    /// <returns>How many.</returns>
    public int FindOwned(int slab, Span<int> slots)
    {
        var count = 0;
        for (var slot = slab * SlotsPerSlab; slot < (slab + 1) * SlotsPerSlab; slot++)
        {
            if (_owners[slot] >= 0)
            {
                slots[count++] = slot;
            }
        }

        return count;
    }

    /// <summary>Who owns a slot.</summary>
    public int OwnerOf(int slot) => _owners[slot];

    /// <summary>Takes no more tables into a slab. When its last slot is given back it is opened for the other size.</summary>
    public void Close(int slab) => _slabs[slab].IsClosing = true;

    private static SlabUse UseFor(PayerTableSize size) => size == PayerTableSize.Small ? SlabUse.Small : SlabUse.Large;

    private static int BytesOf(PayerTableSize size) =>
        size == PayerTableSize.Small ? SignatureKernels.SmallTableBytes : SignatureKernels.LargeTableBytes;

    private static int[] Nobody(int slabCount)
    {
        var owners = new int[slabCount * SlotsPerSlab];
        Array.Fill(owners, -1);
        return owners;
    }

    private int FindRoom(PayerTableSize size)
    {
        ref var hint = ref _hints[(int)size];
        for (var looked = 0; looked < SlabCount; looked++)
        {
            if (_slabs[hint].Use == UseFor(size) && _slabs[hint].HasRoom)
            {
                return hint;
            }

            hint = hint + 1 < SlabCount ? hint + 1 : 0;
        }

        return -1;
    }

    private void Open(int slab, PayerTableSize size, bool isFree = true)
    {
        _slabs[slab] = new Slab(UseFor(size), PerSlab(size));
        Slabs[(int)size]++;
        FreeSlabs -= isFree ? 1 : 0;
    }

    private enum SlabUse : byte
    {
        Free,
        Small,
        Large,
    }

    private struct Slab(SlabUse use, int slots)
    {
        // A bit for each slot that is free.
        private UInt128 _free = (UInt128.One << slots) - 1;

        public SlabUse Use { get; } = use;

        public int Taken { get; private set; }

        public int Owned { get; set; }

        public bool IsClosing { get; set; }

        public readonly bool HasRoom => _free != 0 && !IsClosing;

        public int TakeSlot()
        {
            var slot = (int)UInt128.TrailingZeroCount(_free);
            _free &= _free - 1;
            Taken++;
            return slot;
        }

        public void GiveSlot(int slot)
        {
            _free |= UInt128.One << slot;
            Taken--;
        }
    }
}
