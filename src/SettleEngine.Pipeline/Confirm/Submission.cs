using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>One account nonce of one lane as Confirm follows it: every attempt that may have consumed it.</summary>
/// <param name="slot">Lane and account nonce.</param>
internal sealed class Submission(LaneSlot slot)
{
    /// <summary>Lane and account nonce.</summary>
    public LaneSlot Slot { get; } = slot;

    /// <summary>Every attempt signed for it; all hashes are watched until the account nonce is finalized.</summary>
    public List<SignedAttempt> Attempts { get; } = [];

    /// <summary>Where it was included, or null while it is open.</summary>
    public Inclusion? Inclusion { get; set; }

    /// <summary>Looks in a row that found none of its attempts in a block, although its account nonce is consumed for good.</summary>
    public int FruitlessLooks { get; set; }

    /// <summary>Finds the attempt with a transaction hash.</summary>
    /// <param name="transactionHash">The hash.</param>
    /// <returns>The attempt, or null.</returns>
    public SignedAttempt? Find(Hash256 transactionHash) =>
        Attempts.Find(attempt => attempt.Transaction.TransactionHash == transactionHash);
}
