using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Payments that may not set out yet, because their payer is watched and has as many on their way as it may, or has to wait.</summary>
/// <param name="watch">Is told how many wait, so that nobody piles up payments without end.</param>
/// <remarks>One owner: the batch stage.</remarks>
internal sealed class ParkedPayments(PayerWatch watch)
{
    private readonly Dictionary<Address, SortedDictionary<ulong, Admission>> _byPayer = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _byPayer.Count > 0;

    /// <summary>Adds a payment.</summary>
    /// <param name="admission">The payment; not parked already.</param>
    public void Add(Admission admission)
    {
        var payer = admission.Item.Authorization.Payer;
        if (!_byPayer.TryGetValue(payer, out var parked))
        {
            parked = [];
            _byPayer.Add(payer, parked);
        }

        parked.Add(admission.Id.Value, admission);
        watch.Park(payer, 1);
    }

    /// <summary>Takes a payment out.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>Whether it was parked.</returns>
    public bool Remove(Admission admission)
    {
        var payer = admission.Item.Authorization.Payer;
        if (!_byPayer.TryGetValue(payer, out var parked) || !parked.Remove(admission.Id.Value))
        {
            return false;
        }

        watch.Park(payer, -1);
        if (parked.Count == 0)
        {
            _byPayer.Remove(payer);
        }

        return true;
    }

    /// <summary>Takes out what may set out now, the oldest of each payer first.</summary>
    /// <param name="trySetOut">Lets a payment set out, or not.</param>
    /// <returns>The payments that have set out.</returns>
    public List<Admission> Release(Predicate<Admission> trySetOut)
    {
        var released = new List<Admission>();
        foreach (var parked in _byPayer.Values)
        {
            foreach (var admission in parked.Values)
            {
                if (!trySetOut(admission))
                {
                    break;
                }

                released.Add(admission);
            }
        }

        released.ForEach(admission => Remove(admission));
        return released;
    }
}
