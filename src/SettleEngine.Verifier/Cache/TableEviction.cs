using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Cache;

/// <summary>Decides whose table makes room when there is none left: only a payer's that pays less often than the one that
/// asks, so that no number of payers who pay once or twice takes the table of one who pays all the time.</summary>
/// <param name="arena">The tables.</param>
/// <param name="entries">Their owners.</param>
/// <param name="successes">How often each of them has paid of late.</param>
/// <param name="costs">What a table saves.</param>
/// <remarks>
/// Victims are sampled: the least of the next <see cref="SampleSize"/> around a clock. Beside that, memory moves between the
/// sizes: what refused payers would have saved is added up, and when it passes what a whole slab of the other size
/// saves, that slab is cleared. Counts and sums are halved together (<see cref="Age"/>), so that both speak of the same
/// past. Thread rule: one writer.
/// </remarks>
internal sealed class TableEviction(TableArena arena, PayerEntry[] entries, ushort[] successes, CheckCosts costs)
{
    /// <summary>Tables that are looked at for a victim.</summary>
    private const int SampleSize = 8;

    /// <summary>Only payers that have paid as often ask for memory of the other size.</summary>
    private const int MinSuccessesToMove = 8;

    // By size: where the clocks stand, and what refused payers would have saved.
    private readonly int[] _hands = new int[2];
    private readonly int[] _slabHands = new int[2];
    private readonly long[] _missed = new long[2];

    /// <summary>Finds the tables that go when a payer asks for one.</summary>
    /// <param name="size">The size that is asked for.</param>
    /// <param name="entry">Who asks.</param>
    /// <param name="victims">Receives the slots; a slab full is enough room.</param>
    /// <param name="victimSize">Size of the victims.</param>
    /// <returns>How many; zero refuses.</returns>
    public int FindVictims(PayerTableSize size, int entry, Span<int> victims, out PayerTableSize victimSize)
    {
        victimSize = size;
        var worth = size == PayerTableSize.Small ? successes[entry] : successes[entry] / 2;
        if (TryFindLesser(size, worth, out victims[0]))
        {
            return 1;
        }

        victimSize = Other(size);
        if (!TryFindSlab(size, entry, victimSize, victims, out var slab, out var count))
        {
            return 0;
        }

        arena.Close(slab);
        return count;
    }

    /// <summary>Halves every count, so that payers who have stopped paying make room.</summary>
    public void Age()
    {
        for (var i = 0; i < successes.Length; i++)
        {
            successes[i] /= 2;
        }

        _missed[0] /= 2;
        _missed[1] /= 2;
    }

    private static PayerTableSize Other(PayerTableSize size) =>
        size == PayerTableSize.Small ? PayerTableSize.Large : PayerTableSize.Small;

    private bool TryFindLesser(PayerTableSize size, int worth, out int victim)
    {
        victim = -1;
        for (var i = 0; i < SampleSize && arena.TryNextOwned(size, ref _hands[(int)size], out var slot); i++)
        {
            var other = SuccessesServed(size, slot);
            if (other < worth)
            {
                (victim, worth) = (slot, other);
            }
        }

        return victim >= 0;
    }

    private bool TryFindSlab(
        PayerTableSize size, int entry, PayerTableSize other, Span<int> slots, out int slab, out int count)
    {
        (slab, count) = (-1, 0);
        if (successes[entry] < MinSuccessesToMove || arena.Slabs[(int)other] <= arena.SlabCount / 8)
        {
            return false;
        }

        _missed[(int)size] += (long)successes[entry] * SavingOf(size);
        if (!arena.TryNextSlab(other, ref _slabHands[(int)other], out var candidate))
        {
            return false;
        }

        long kept = 0;
        count = arena.FindOwned(candidate, slots);
        foreach (var slot in slots[..count])
        {
            kept += (long)SuccessesServed(other, slot) * SavingOf(other);
        }

        if (_missed[(int)size] <= kept)
        {
            return false;
        }

        _missed[(int)size] = 0;
        slab = candidate;
        return true;
    }

    /// <summary>A small table serves nobody while its owner has a large one.</summary>
    private int SuccessesServed(PayerTableSize size, int slot)
    {
        var owner = arena.OwnerOf(slot);
        return size == PayerTableSize.Small && entries[owner].LargeSlot != 0 ? 0 : successes[owner];
    }

    private int SavingOf(PayerTableSize size) => size == PayerTableSize.Small ? costs.SmallSaving : costs.LargeSaving;
}
