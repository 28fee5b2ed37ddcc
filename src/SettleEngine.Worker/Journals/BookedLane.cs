using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Worker.Journals;

/// <summary>One account that sends, and all that the journal says about it.</summary>
internal sealed class BookedLane
{
    /// <summary>The account nonce that the lane began with, or that a checkpoint says comes next; null while nothing does.</summary>
    public AccountNonce? First { get; set; }

    /// <summary>Attempts by account nonce, each list in the order of signing.</summary>
    public SortedDictionary<ulong, List<BookedAttempt>> Attempts { get; } = [];

    /// <summary>Account nonces that are consumed for good.</summary>
    public SortedDictionary<ulong, SubmissionFinalRecord> Final { get; } = [];

    /// <summary>The account nonce that the next transaction would get; null while nothing says it.</summary>
    public ulong? Next
    {
        get
        {
            var signed = Attempts.Count > 0 ? Attempts.Keys.Last() + 1 : 0;
            var ended = Final.Count > 0 ? Final.Keys.Last() + 1 : 0;
            var next = Math.Max(Math.Max(signed, ended), First?.Value ?? 0);
            return First is null && signed == 0 && ended == 0 ? null : next;
        }
    }
}
