using SettleEngine.Core.Encoding;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A record as recovery gave it.</summary>
public sealed record Replayed(ulong Sequence, JournalRecordKind Kind, string Text);
