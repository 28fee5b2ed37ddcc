using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Payees that surely have a balance, because they were paid before; the others need more gas.</summary>
/// <remarks>Bounded: when it is full it starts over, which costs a little unused gas limit and nothing else.
/// Thread rule: any thread.</remarks>
internal sealed class KnownPayees
{
    private const int MaxPayees = 100_000;

    private readonly Lock _gate = new();
    private readonly HashSet<(Address Token, Address Payee)> _payees = [];

    /// <summary>Records that a payee was paid.</summary>
    /// <param name="token">In which token.</param>
    /// <param name="payee">Who.</param>
    public void Add(Address token, Address payee)
    {
        lock (_gate)
        {
            if (_payees.Count >= MaxPayees)
            {
                _payees.Clear();
            }

            _payees.Add((token, payee));
        }
    }

    /// <summary>Whether a payee surely has a balance.</summary>
    /// <param name="token">In which token.</param>
    /// <param name="payee">Who.</param>
    /// <returns>True when it was paid before.</returns>
    public bool Contains(Address token, Address payee)
    {
        lock (_gate)
        {
            return _payees.Contains((token, payee));
        }
    }
}
