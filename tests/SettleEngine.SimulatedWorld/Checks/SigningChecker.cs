using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>A payment is signed at another account nonce only when the one before is out of the way: a block held it once, or a
/// node said that those bytes can never be valid. Everything else pays gas twice for one acceptance, and hopes for the token.</summary>
internal sealed class SigningChecker(SimulatedDisk disk, SimulatedChain chain, Violations violations)
{
    private readonly Dictionary<AdmissionSequence, List<AttemptRecord>> _signed = [];

    public void Check()
    {
        foreach (var record in disk.Records)
        {
            if (record.Kind == JournalRecordKind.Attempt)
            {
                Check(AttemptRecord.Read(record.Payload), record.DurableAtTicks);
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
            foreach (var one in earlier)
            {
                violations.Check(
                    isReplacement || chain.WasIncluded(one.Lane, one.AccountNonce, atTicks) || chain.WasRefused(one.TransactionHash),
                    "P3",
                    $"admission {member} was signed at {attempt.Lane}/{attempt.AccountNonce.Value} while {one.Lane}/{one.AccountNonce.Value} could still pay it");
            }

            earlier.Add(attempt);
        }
    }
}
