using SettleEngine.Storage;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class SegmentKilledJournalTests(ITestOutputHelper output) : KilledJournalTests(JournalAdapter.Segments, output);
