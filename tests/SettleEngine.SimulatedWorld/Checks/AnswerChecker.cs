using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>Judges every answer at the moment in which a client gets it: durable first, new at most once, and true.</summary>
public sealed class AnswerChecker(SimulatedDisk disk, SimulatedChain chain, Violations violations)
{
    private readonly Dictionary<AuthorizationKey, AdmissionSequence> _accepted = [];

    /// <summary>Admissions that clients were told of.</summary>
    public HashSet<AdmissionSequence> Told { get; } = [];

    public void OnAnswer(Payment payment, ClientAnswer answer)
    {
        var (status, reason, id) = answer.Answer;
        violations.Check(status != AdmissionStatus.None, "answers", $"payment {payment.Number} was given back without an answer");
        violations.Check(
            (status == AdmissionStatus.Rejected) == !id.IsSome, "answers", $"{status} with id {id} for payment {payment.Number}");
        if (status == AdmissionStatus.Rejected)
        {
            violations.Check(reason != RejectReason.None, "answers", $"payment {payment.Number} was refused without a reason");
            violations.Check(
                !payment.IsGenuine || reason is not (RejectReason.SignatureInvalid or RejectReason.SignatureHighS),
                "answers",
                $"payment {payment.Number} has a good signature and was refused with {reason}");
            return;
        }

        Told.Add(id);
        if (Find(id) is not { } accept)
        {
            violations.Add("W1", $"payment {payment.Number} was answered {status} with id {id}, which is not durable");
            return;
        }

        var isSame = accept.Item.Authorization == payment.Item.Authorization;
        violations.Check(accept.Item.Key == payment.Item.Key, "P2", $"id {id} is an admission of another key");
        violations.Check(
            isSame == (status != AdmissionStatus.Conflict), "P2", $"{status} for payment {payment.Number}, id {id}, same content {isSame}");
        if (status == AdmissionStatus.Accepted)
        {
            OnAccepted(payment, id);
        }
    }

    private void OnAccepted(Payment payment, AdmissionSequence id)
    {
        violations.Check(payment.IsGenuine, "answers", $"payment {payment.Number} has a bad signature and was accepted");
        if (_accepted.TryGetValue(payment.Item.Key, out var earlier))
        {
            var expiry = Find(earlier)?.Item.Authorization.ValidBefore.Value ?? ulong.MaxValue;
            violations.Check(
                chain.Finalized.Timestamp.Value > expiry,
                "P2",
                $"the key of payment {payment.Number} was answered new twice: as {earlier} and as {id}");
        }

        _accepted[payment.Item.Key] = id;
    }

    private AcceptRecord? Find(AdmissionSequence id) =>
        id.Value <= disk.DurableSequence && disk.Records[(int)id.Value - 1] is { Kind: JournalRecordKind.Accept } record
            ? AcceptRecord.Read(record.Payload)
            : null;
}
