using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class SegmentStalledDiskTests() : StalledDiskTests(JournalAdapter.Segments);
