using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;

namespace SettleEngine.Worker.Journals;

/// <summary>One admission and all that the journal says about it.</summary>
/// <param name="id">Its id: the sequence of its record.</param>
internal sealed class BookedPayment(ulong id)
{
    /// <summary>Its id.</summary>
    public ulong Id { get; } = id;

    /// <summary>What was admitted; null when neither that record nor a checkpoint keeps it any more. From a checkpoint, head block
    /// and time of a decided payment are 0.</summary>
    public AcceptRecord? Accept { get; set; }

    /// <summary>Transactions that contain it, in the order of signing, as far as their records are kept.</summary>
    public List<BookedAttempt> Attempts { get; } = [];

    /// <summary>What became of it; null while nothing did. A correction replaces what it corrects.</summary>
    public (ulong Sequence, OutcomeRecord Record)? Outcome { get; private set; }

    /// <summary>Whether a record says that the outcome can change no more. That our transaction is final stands with its
    /// lane.</summary>
    public bool IsFinal { get; set; }

    /// <summary>Takes an outcome, unless a newer one is known.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="record">The outcome.</param>
    public void Take(ulong sequence, in OutcomeRecord record)
    {
        if (Outcome is null || Outcome.Value.Sequence <= sequence)
        {
            Outcome = (sequence, record);
        }
    }
}
