using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>A payment is signed at another account nonce only when the one before is out of the way: a block held it once, or a
/// node said that those bytes can never be valid. Everything else pays gas twice for one acceptance, and hopes for the token. One
/// exception: in the last seconds of its validity it is signed once more when its lane has not moved for the stall time.</summary>
internal sealed class SigningChecker(
    SimulatedDisk disk,
    SimulatedChain chain,
    Violations violations,
    IReadOnlyDictionary<AdmissionSequence, AcceptRecord> accepts)
{
    private const ulong RescueSeconds = 12;
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<AdmissionSequence, List<AttemptRecord>> _signed = [];
    private readonly Dictionary<(Address Lane, ulong AccountNonce), long> _firstSignedAtTicks = [];

    public void Check()
    {
        foreach (var record in disk.Records)
        {
            if (record.Kind == JournalRecordKind.Attempt)
            {
                var attempt = AttemptRecord.Read(record.Payload);
                _firstSignedAtTicks.TryAdd((attempt.Lane, attempt.AccountNonce.Value), record.DurableAtTicks);
                Check(attempt, record.DurableAtTicks);
            }
        }
    }

    private void Check(AttemptRecord attempt, long atTicks)
    {
        foreach (var member in attempt.Members)
        {
            if (!_signed.TryGetValue(member, out var earlier))
            {
                _signed.Add(member, earlier = []);
            }

            // Another attempt where it was signed before is a replacement: it cannot land beside the first.
            var isReplacement = earlier.Exists(one => one.Lane == attempt.Lane && one.AccountNonce == attempt.AccountNonce);
            var live = earlier.Where(one => IsLive(one, atTicks)).ToList();
            if (!isReplacement && live.Count > 0)
            {
                var one = live[0];
                violations.Check(
                    live.Select(other => (other.Lane, other.AccountNonce)).Distinct().Count() == 1
                    && IsLastMoment(member, atTicks)
                    && MayBeStuck(one, atTicks),
                    "P3",
                    $"admission {member} was signed at {attempt.Lane}/{attempt.AccountNonce.Value} while {one.Lane}/{one.AccountNonce.Value} could still pay it");
            }

            earlier.Add(attempt);
        }
    }

    private bool IsLive(AttemptRecord attempt, long atTicks) =>
        !chain.WasIncluded(attempt.Lane, attempt.AccountNonce, atTicks) && !chain.WasRefused(attempt.TransactionHash);

    private bool IsLastMoment(AdmissionSequence member, long atTicks) =>
        accepts.TryGetValue(member, out var accept)
        && accept.Item.Authorization.ValidBefore.Value <= chain.TimeAt(atTicks).Value + RescueSeconds;

    // A reorg may have taken out what a block held, and the engine hears of a block late: that the lane did not move is what
    // the engine saw, and here it counts that it can have seen so.
    private bool MayBeStuck(AttemptRecord attempt, long atTicks) => _firstSignedAtTicks.Any(first =>
        first.Key.Lane == attempt.Lane
        && first.Key.AccountNonce <= attempt.AccountNonce.Value
        && first.Value + StallTime.Ticks <= atTicks);
}
