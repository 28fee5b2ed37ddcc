using SettleEngine.Core.Encoding;

namespace SettleEngine.Pipeline.Ports;

/// <summary>A record on its way into the journal.</summary>
/// <param name="Kind">How to read the payload.</param>
/// <param name="Payload">The record's own bytes; read before the append call returns.</param>
public readonly record struct JournalRecord(JournalRecordKind Kind, ReadOnlyMemory<byte> Payload);
