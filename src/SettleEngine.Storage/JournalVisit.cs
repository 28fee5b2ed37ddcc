using SettleEngine.Core.Encoding;

namespace SettleEngine.Storage;

/// <summary>Receives one record of a journal that is read for people or for another program.</summary>
/// <param name="place">Where it stands.</param>
/// <param name="sequence">The record's sequence.</param>
/// <param name="kind">How to read the payload.</param>
/// <param name="payload">Valid during the call only.</param>
public delegate void JournalVisit(in JournalPlace place, ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload);
