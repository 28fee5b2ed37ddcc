using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>Payments that a block decided, followed until the block is finalized or reorganised.</summary>
/// <param name="transactionHash">The deciding transaction.</param>
/// <param name="blockNumber">Height of its block.</param>
/// <param name="blockHash">Identity of its block.</param>
/// <param name="submission">Our submission that it was, or null when somebody else sent it.</param>
internal sealed class Inclusion(Hash256 transactionHash, ulong blockNumber, Hash256 blockHash, Submission? submission)
{
    /// <summary>The deciding transaction.</summary>
    public Hash256 TransactionHash { get; } = transactionHash;

    /// <summary>Height of its block.</summary>
    public ulong BlockNumber { get; } = blockNumber;

    /// <summary>Identity of its block.</summary>
    public Hash256 BlockHash { get; } = blockHash;

    /// <summary>Our submission that it was, or null when somebody else sent it.</summary>
    public Submission? Submission { get; } = submission;

    /// <summary>Payments that it decided.</summary>
    public List<DecidedPayment> Decided { get; } = [];

    /// <summary>Whether it decided a payment.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>True when the payment is among <see cref="Decided"/>.</returns>
    public bool Decides(Admission admission) => Decided.Exists(decided => ReferenceEquals(decided.Admission, admission));

    /// <summary>How firm the block was when it was last looked at.</summary>
    public ConfirmationLevel Level { get; set; } = ConfirmationLevel.Included;

    /// <summary>Time of its block, or null while it is not known.</summary>
    public UnixSeconds? BlockTime { get; set; }

    /// <summary>What the transaction cost; null when somebody else sent it.</summary>
    public BatchCost? Cost { get; set; }
}
