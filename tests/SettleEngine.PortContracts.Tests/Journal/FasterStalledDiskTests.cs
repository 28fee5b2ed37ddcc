using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class FasterStalledDiskTests() : StalledDiskTests(JournalAdapter.Faster);
