using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Dedupe;

/// <summary>
/// Which authorization keys were admitted: the one place that decides which of many equal submissions is the new one. Rebuilt
/// from the journal at start.
/// </summary>
/// <remarks>
/// A key is kept as a keyed 128-bit digest, so that no payer can build two keys that meet, and the key itself need not be
/// kept: a place has 24 bytes, and tables are two thirds to three quarters full, so a key takes 32 to 36 bytes while there
/// are a million keys or more, and never more than 40. 256 tables grow by an eighth, one at a time, so that no insertion
/// waits for more than a 256th of all keys to move, and no more than a 256th exists twice while it does.
/// <para>Life of a key: reserved (pending) → confirmed with its admission sequence → removed long after it has expired. A
/// reservation is never taken back because a write failed: then the process stops and the journal decides.</para>
/// Thread rule: one writer; a reader on another thread needs the caller's lock.
/// </remarks>
public sealed class NonceIndex
{
    private const int TableBits = 8;
    private const int KeyBytes = (2 * Address.Size) + 32;

    // The journal cannot reach this sequence in a thousand years, so it stands for "reserved, not yet durable".
    private const ulong Pending = ulong.MaxValue;

    private readonly SipHash128 _hash;
    private readonly DigestTable[] _tables = new DigestTable[1 << TableBits];
    private readonly SegmentPool _spares = new();

    /// <summary>Makes an empty index.</summary>
    /// <param name="hashKey">16 secret random bytes. They need not survive a restart.</param>
    /// <param name="maxKeys">From how many keys on <see cref="IsFull"/> holds.</param>
    public NonceIndex(ReadOnlySpan<byte> hashKey, int maxKeys)
    {
        Invariant.Holds(maxKeys > 0);
        _hash = new SipHash128(hashKey);
        MaxKeys = maxKeys;
        for (var index = 0; index < _tables.Length; index++)
        {
            _tables[index] = new DigestTable(_spares);
        }
    }

    /// <summary>Keys that were reserved or confirmed and not removed.</summary>
    public int Count { get; private set; }

    /// <summary>How many keys are meant to fit.</summary>
    public int MaxKeys { get; }

    /// <summary>Whether new keys should be refused. The caller asks before it reserves; recovery may go beyond, because
    /// what was admitted must be known whatever the limit says now.</summary>
    public bool IsFull => Count >= MaxKeys;

    /// <summary>Bytes that the tables take, with the segments that wait for the next table to grow.</summary>
    public long Bytes
    {
        get
        {
            var bytes = (long)_spares.SpareSlots * DigestSlot.Size;
            foreach (var table in _tables)
            {
                bytes += (long)table.Capacity * DigestSlot.Size;
            }

            return bytes;
        }
    }

    /// <summary>Reserves a key for the caller. This is the moment that decides who is the new one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="existing">The admission sequence when it was known already; 0 when it is new, and 0 when another
    /// caller's reservation is not durable yet.</param>
    /// <returns>Whether it is new; then it is pending until <see cref="Confirm"/>.</returns>
    public bool TryReserve(in AuthorizationKey key, out ulong existing)
    {
        var (low, high) = Digest(key);
        var isNew = TableOf(high).TryAdd(low, high, Pending, out existing);
        if (isNew)
        {
            Count++;
        }
        else if (existing == Pending)
        {
            existing = 0;
        }

        return isNew;
    }

    /// <summary>Gives a pending key the sequence at which it became durable.</summary>
    /// <param name="key">A key that was reserved and not confirmed yet.</param>
    /// <param name="sequence">Its admission sequence, 1 or greater.</param>
    public void Confirm(in AuthorizationKey key, ulong sequence)
    {
        Invariant.Holds(sequence is not 0 and not Pending);
        var (low, high) = Digest(key);
        var wasPending = TableOf(high).TryExchange(low, high, Pending, sequence);
        Invariant.Holds(wasPending);
    }

    /// <summary>Enters a key whose admission is durable: replay knows the sequence at once.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sequence">Its admission sequence, 1 or greater.</param>
    /// <param name="existing">The admission sequence when it was known already.</param>
    /// <returns>Whether it was unknown.</returns>
    public bool TryRestore(in AuthorizationKey key, ulong sequence, out ulong existing)
    {
        Invariant.Holds(sequence is not 0 and not Pending);
        var (low, high) = Digest(key);
        var isNew = TableOf(high).TryAdd(low, high, sequence, out existing);
        Count += isNew ? 1 : 0;
        return isNew;
    }

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sequence">Its admission sequence; 0 when it is unknown or still pending.</param>
    /// <returns>Whether it was reserved or confirmed.</returns>
    public bool TryFind(in AuthorizationKey key, out ulong sequence)
    {
        var (low, high) = Digest(key);
        var value = TableOf(high).Find(low, high);
        sequence = value == Pending ? 0 : value;
        return value != 0;
    }

    /// <summary>Forgets a key, which is allowed once the finalized chain time has passed its validity by a margin.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was known.</returns>
    public bool Remove(in AuthorizationKey key)
    {
        var (low, high) = Digest(key);
        var removed = TableOf(high).Remove(low, high);
        Count -= removed ? 1 : 0;
        return removed;
    }

    private (ulong Low, ulong High) Digest(in AuthorizationKey key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        key.Token.CopyTo(bytes);
        key.Payer.CopyTo(bytes[Address.Size..]);
        key.AuthorizationNonce.Bytes.CopyTo(bytes[(2 * Address.Size)..]);
        return _hash.Compute(bytes);
    }

    private DigestTable TableOf(ulong high) => _tables[high >> (64 - TableBits)];
}
