using SettleEngine.Core.Encoding;

namespace SettleEngine.Pipeline.Ports;

/// <summary>Receives one record during recovery.</summary>
/// <param name="sequence">The record's sequence.</param>
/// <param name="kind">How to read the payload.</param>
/// <param name="payload">Valid during the call only.</param>
public delegate void JournalReplay(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload);
