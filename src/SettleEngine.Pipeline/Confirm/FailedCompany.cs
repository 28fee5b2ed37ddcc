using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>A transaction of several payments that a block holds and that settled none of them. Its payers with code are suspects;
/// when there is none, nobody is, and all travel in half the company.</summary>
/// <param name="payers">The payers of all its payments, in call order.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed class FailedCompany(Address[] payers)
{
    private readonly HashSet<Address> _suspects = [];

    /// <summary>The payers of all its payments.</summary>
    public ReadOnlyMemory<Address> Payers => payers;

    /// <summary>Whether the chain has said who has code.</summary>
    public bool IsJudged { get; private set; }

    /// <summary>How many may travel together the next time.</summary>
    public int NextCompany => _suspects.Count > 0 ? Company.Any : Company.Halved(payers.Length);

    /// <summary>Takes the chain's word for who has code.</summary>
    /// <param name="haveCode">One answer per payer.</param>
    public void Judge(bool[] haveCode)
    {
        IsJudged = true;
        for (var i = 0; i < payers.Length; i++)
        {
            if (haveCode[i])
            {
                _suspects.Add(payers[i]);
            }
        }
    }

    /// <summary>Whether a payer may have spoiled it.</summary>
    /// <param name="payer">The payer.</param>
    /// <returns>True when it has code.</returns>
    public bool Suspects(Address payer) => _suspects.Contains(payer);
}
