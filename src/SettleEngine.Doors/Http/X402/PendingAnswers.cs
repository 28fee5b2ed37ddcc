using SettleEngine.Core;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Doors.Http.X402;

/// <summary>Admissions that were answered <c>settlement_pending</c> and whose one repeat has not come yet.</summary>
/// <remarks>
/// x402 clients repeat a pending settle once, at once, with the same body. Nothing on the wire tells that repeat from a
/// second buyer who copied the payment, and answering both with success would sell one payment twice. So a pending answer
/// leaves one token behind, and whoever repeats first takes it. The tokens live in memory: after a restart a repeat is
/// answered <c>duplicate_settlement</c>, which errs on the side of the seller. Thread rule: any thread.
/// </remarks>
internal sealed class PendingAnswers
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _tokens = [];
    private readonly Queue<ulong> _oldestFirst = new();
    private readonly int _max;

    /// <summary>No answers yet.</summary>
    /// <param name="max">Most tokens; the oldest goes first.</param>
    public PendingAnswers(int max)
    {
        Invariant.Holds(max >= 1);
        _max = max;
    }

    /// <summary>Leaves a token behind. Called before the answer is written, since the repeat may follow at once.</summary>
    public void Add(AdmissionSequence id)
    {
        lock (_lock)
        {
            if (!_tokens.Add(id.Value))
            {
                return;
            }

            _oldestFirst.Enqueue(id.Value);

            // Taken tokens stay in the queue until they are the oldest, so the queue bounds both.
            while (_oldestFirst.Count > _max)
            {
                _tokens.Remove(_oldestFirst.Dequeue());
            }
        }
    }

    /// <summary>Takes the token.</summary>
    /// <returns>Whether there was one: true for exactly one caller per answer.</returns>
    public bool TryTake(AdmissionSequence id)
    {
        lock (_lock)
        {
            return _tokens.Remove(id.Value);
        }
    }
}
