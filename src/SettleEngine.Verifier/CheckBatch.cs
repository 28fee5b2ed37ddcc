using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Verifier.Cache;
using SettleEngine.Verifier.Queues;

namespace SettleEngine.Verifier;

/// <summary>Up to 256 signatures of any callers on their way through the kernels of one thread. All memory is allocated
/// once.</summary>
/// <param name="kernels">The thread's kernels.</param>
/// <param name="domains">Domain separators by token index.</param>
/// <param name="cache">Hears of successes.</param>
/// <param name="counters">Hears what was done.</param>
/// <param name="leastKnown">Fewer signatures than this are checked by recovery, tables or not.</param>
/// <remarks>Thread rule: one thread, inside a visit of the cache from <see cref="Clear"/> to the end of
/// <see cref="Check"/>.</remarks>
internal sealed class CheckBatch(
    SignatureKernels kernels, Hash256[] domains, PayerCache cache, WorkerCounters counters, int leastKnown)
{
    /// <summary>Most signatures.</summary>
    public const int Capacity = SignatureKernels.MaxItems;

    private readonly VerificationRun[] _runs = new VerificationRun[Capacity];
    private readonly int[] _indexes = new int[Capacity];
    private readonly int[] _tokens = new int[Capacity];
    private readonly CachedPayer[] _payers = new CachedPayer[Capacity];
    private readonly SignedAuthorization[] _items = new SignedAuthorization[Capacity];
    private readonly Hash256[] _digests = new Hash256[Capacity];

    // What the kernels are given, and at which place of the batch it stands.
    private readonly int[] _places = new int[Capacity];
    private readonly SignedAuthorization[] _sameToken = new SignedAuthorization[Capacity];
    private readonly Hash256[] _sameTokenDigests = new Hash256[Capacity];
    private readonly KnownSignature[] _known = new KnownSignature[Capacity];
    private readonly CachedPayer[] _knownPayers = new CachedPayer[Capacity];
    private readonly SignedDigest[] _unknown = new SignedDigest[Capacity];
    private readonly PublicKey[] _keys = new PublicKey[Capacity];
    private readonly Address[] _accounts = new Address[Capacity];
    private readonly bool[] _answers = new bool[Capacity];
    private bool _hasOneToken;

    /// <summary>Signatures in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Count = 0;
        _hasOneToken = true;
    }

    /// <summary>Adds a signature.</summary>
    /// <param name="run">Whose it is.</param>
    /// <param name="index">Its index there.</param>
    /// <param name="item">The item.</param>
    /// <param name="token">Index of its token.</param>
    /// <param name="payer">What the cache says of its payer.</param>
    public void Add(VerificationRun run, int index, in SignedAuthorization item, int token, in CachedPayer payer)
    {
        _runs[Count] = run;
        _indexes[Count] = index;
        _items[Count] = item;
        _tokens[Count] = token;
        _payers[Count] = payer;
        _hasOneToken &= token == _tokens[0];
        Count++;
    }

    /// <summary>Gives every signature its verdict.</summary>
    public void Check()
    {
        if (Count == 0)
        {
            return;
        }

        var begun = ProcessorClock.Now;
        Hash();
        var hashed = ProcessorClock.Now;
        var known = CheckKnown(PayerTableSize.Large) + CheckKnown(PayerTableSize.Small);
        var checkedAt = ProcessorClock.Now;
        if (known < Count)
        {
            Recover();
        }

        var hashTime = (hashed - begun) * known / Count;
        counters.CountKnown(known, checkedAt - hashed + hashTime);
        counters.CountUnknown(Count - known, ProcessorClock.Now - checkedAt + (hashed - begun) - hashTime);
    }

    private void Hash()
    {
        if (_hasOneToken)
        {
            kernels.Hash(domains[_tokens[0]], _items.AsSpan(0, Count), _digests.AsSpan(0, Count));
            return;
        }

        for (var token = 0; token < domains.Length; token++)
        {
            var count = 0;
            for (var i = 0; i < Count; i++)
            {
                if (_tokens[i] == token)
                {
                    _places[count] = i;
                    _sameToken[count++] = _items[i];
                }
            }

            kernels.Hash(domains[token], _sameToken.AsSpan(0, count), _sameTokenDigests.AsSpan(0, count));
            for (var i = 0; i < count; i++)
            {
                _digests[_places[i]] = _sameTokenDigests[i];
            }
        }
    }

    private int CheckKnown(PayerTableSize size)
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_payers[i].HasTable && _payers[i].Size == size)
            {
                _places[count] = i;
                _knownPayers[count] = _payers[i];
                _known[count++] = new KnownSignature(new SignedDigest(_digests[i], _items[i].Signature), _payers[i].Table);
            }
        }

        if (count < leastKnown)
        {
            foreach (var place in _places.AsSpan(0, count))
            {
                _payers[place] = CachedPayer.Stranger;
            }

            return 0;
        }

        if (count > 0)
        {
            var answers = _answers.AsSpan(0, count);
            kernels.Check(size, _known.AsSpan(0, count), answers);
            Answer(answers);
            cache.Count(_knownPayers.AsSpan(0, count), answers);
        }

        return count;
    }

    private void Recover()
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!_payers[i].HasTable)
            {
                _places[count] = i;
                _unknown[count++] = new SignedDigest(_digests[i], _items[i].Signature);
            }
        }

        var answers = _answers.AsSpan(0, count);
        kernels.Recover(_unknown.AsSpan(0, count), _keys.AsSpan(0, count), answers);

        // Keys that were found move together; the places of the others are answered at once.
        var found = 0;
        for (var i = 0; i < count; i++)
        {
            if (answers[i])
            {
                _keys[found] = _keys[i];
                _places[found++] = _places[i];
            }
            else
            {
                Answer(_places[i], isGood: false);
            }
        }

        if (found > 0)
        {
            Compare(found);
        }
    }

    /// <summary>A key counts when its own hash is the payer's address, and only such a key is learnt.</summary>
    private void Compare(int found)
    {
        var accounts = _accounts.AsSpan(0, found);
        kernels.HashKeys(_keys.AsSpan(0, found), accounts);
        var proven = 0;
        for (var i = 0; i < found; i++)
        {
            var isGood = accounts[i] == _items[_places[i]].Authorization.Payer;
            Answer(_places[i], isGood);
            if (isGood)
            {
                _keys[proven] = _keys[i];
                accounts[proven++] = accounts[i];
            }
        }

        if (proven > 0)
        {
            cache.Learn(accounts[..proven], _keys.AsSpan(0, proven));
        }
    }

    private void Answer(ReadOnlySpan<bool> answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            Answer(_places[i], answers[i]);
        }
    }

    private void Answer(int place, bool isGood) =>
        _runs[place].Verdicts.Span[_indexes[place]] = isGood ? RejectReason.None : RejectReason.SignatureInvalid;
}
