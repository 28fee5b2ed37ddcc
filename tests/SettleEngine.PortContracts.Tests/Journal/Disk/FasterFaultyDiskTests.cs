using SettleEngine.Storage;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

public sealed class FasterFaultyDiskTests(ITestOutputHelper output) : FaultyDiskTests(JournalAdapter.Faster, output);
