using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class FasterFailingDiskTests() : FailingDiskTests(JournalAdapter.Faster);
