using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class SegmentDamagedJournalTests() : DamagedJournalTests(JournalAdapter.Segments);
