using SettleEngine.Storage;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

public sealed class SegmentFaultyDiskTests(ITestOutputHelper output) : FaultyDiskTests(JournalAdapter.Segments, output);
