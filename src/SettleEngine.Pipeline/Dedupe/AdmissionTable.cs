using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>Every admission by id and by key. The nonce index decides newness; this adds what was admitted.</summary>
/// <remarks>Thread rule: any thread; one lock, held for a few lookups at a time. Only the dedupe stage reserves.</remarks>
/// <param name="digestKey">16 secret bytes that key the nonce index's digests.</param>
/// <param name="maxKeys">Most keys that are remembered.</param>
internal sealed class AdmissionTable(ReadOnlySpan<byte> digestKey, int maxKeys)
{
    private readonly Lock _gate = new();
    private readonly NonceIndex _index = new(digestKey, maxKeys);
    private readonly Dictionary<AdmissionSequence, Admission> _byId = [];
    private int _unsettled;

    /// <summary>Keys that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>Admissions without an outcome.</summary>
    public int Unsettled => Volatile.Read(ref _unsettled);

    /// <summary>Reserves a key: the moment in which newness is decided.</summary>
    /// <param name="key">The key.</param>
    /// <param name="existing">The admission that has the key, or null when its record is not durable yet.</param>
    /// <returns>True when the key is new.</returns>
    public bool TryReserve(in AuthorizationKey key, out Admission? existing)
    {
        lock (_gate)
        {
            existing = null;
            if (_index.TryReserve(key, out var sequence))
            {
                return true;
            }

            if (sequence != 0)
            {
                existing = _byId[new AdmissionSequence(sequence)];
            }

            return false;
        }
    }

    /// <summary>Adds admissions whose keys were reserved and whose records are durable.</summary>
    /// <param name="admissions">The admissions.</param>
    public void Add(ReadOnlySpan<Admission> admissions)
    {
        lock (_gate)
        {
            foreach (var admission in admissions)
            {
                _index.Confirm(admission.Item.Key, admission.Id.Value);
                _byId.Add(admission.Id, admission);
            }
        }

        Interlocked.Add(ref _unsettled, admissions.Length);
    }

    /// <summary>Records that an admission got its first outcome.</summary>
    public void OnFirstOutcome() => Interlocked.Decrement(ref _unsettled);

    /// <summary>Finds an admission.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The admission, or null.</returns>
    public Admission? Find(AdmissionSequence id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Finds an admission.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The admission, or null.</returns>
    public Admission? Find(in AuthorizationKey key)
    {
        lock (_gate)
        {
            return _index.TryFind(key, out var sequence) ? _byId.GetValueOrDefault(new AdmissionSequence(sequence)) : null;
        }
    }
}
