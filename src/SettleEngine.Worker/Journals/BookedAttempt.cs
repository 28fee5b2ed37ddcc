using SettleEngine.Core.Submit;

namespace SettleEngine.Worker.Journals;

/// <summary>A signed transaction as the journal knows it.</summary>
/// <param name="Sequence">Sequence of its record.</param>
/// <param name="Record">The record.</param>
internal sealed record BookedAttempt(ulong Sequence, AttemptRecord Record);
