using SettleEngine.Storage;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class FasterKilledJournalTests(ITestOutputHelper output) : KilledJournalTests(JournalAdapter.Faster, output);
