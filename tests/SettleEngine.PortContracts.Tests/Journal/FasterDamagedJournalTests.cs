using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class FasterDamagedJournalTests() : DamagedJournalTests(JournalAdapter.Faster);
