using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class SegmentFailingDiskTests() : FailingDiskTests(JournalAdapter.Segments);
