using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Ingest;

/// <summary>What the engine answers to one authorization.</summary>
/// <param name="Status">Admitted, known, in conflict or refused.</param>
/// <param name="Reason">Why it was refused; <see cref="RejectReason.None"/> otherwise.</param>
/// <param name="Id">The admission, when there is one (also for existing and conflict).</param>
public readonly record struct AdmissionAnswer(AdmissionStatus Status, RejectReason Reason, AdmissionSequence Id);
