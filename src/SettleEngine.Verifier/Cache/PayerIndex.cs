using System.Numerics;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Verifier.Cache;

/// <summary>Finds a payer's entry by its account: linear probing, at most half full, no tombstones.</summary>
/// <param name="entries">The entries, which hold the accounts.</param>
/// <param name="hash">Keyed, because accounts can be ground at will until they collide under a hash that is known.</param>
/// <remarks>Thread rule: many readers or one writer.</remarks>
internal sealed class PayerIndex(PayerEntry[] entries, SipHash128 hash)
{
    // Entry plus one; zero is an empty place.
    private readonly int[] _places = new int[BitOperations.RoundUpToPowerOf2((uint)entries.Length * 2)];

    private int Mask => _places.Length - 1;

    /// <summary>Finds an entry.</summary>
    /// <returns>The entry, or a number below zero.</returns>
    public int Find(Address account)
    {
        for (var place = Home(account); _places[place] != 0; place = (place + 1) & Mask)
        {
            var entry = _places[place] - 1;
            if (entries[entry].Account == account)
            {
                return entry;
            }
        }

        return -1;
    }

    /// <summary>Adds an entry whose account is not in the index.</summary>
    public void Add(int entry)
    {
        var place = Home(entries[entry].Account);
        while (_places[place] != 0)
        {
            place = (place + 1) & Mask;
        }

        _places[place] = entry + 1;
    }

    /// <summary>Takes an entry out, whose account is still in place.</summary>
    public void Remove(int entry)
    {
        var hole = Home(entries[entry].Account);
        while (_places[hole] != entry + 1)
        {
            hole = (hole + 1) & Mask;
        }

        // Whoever stands behind the hole and is allowed to stand in it moves there, and leaves a hole of its own.
        for (var place = (hole + 1) & Mask; _places[place] != 0; place = (place + 1) & Mask)
        {
            var home = Home(entries[_places[place] - 1].Account);
            if (((place - home) & Mask) >= ((place - hole) & Mask))
            {
                _places[hole] = _places[place];
                hole = place;
            }
        }

        _places[hole] = 0;
    }

    private int Home(Address account)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        account.CopyTo(bytes);
        return (int)hash.Compute(bytes).Low & Mask;
    }
}
