using SettleEngine.Storage;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

public sealed class SegmentBitFlipTests(ITestOutputHelper output) : BitFlipTests(JournalAdapter.Segments, output);
