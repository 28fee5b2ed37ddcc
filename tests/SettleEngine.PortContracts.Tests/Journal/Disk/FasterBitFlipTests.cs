using SettleEngine.Storage;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

public sealed class FasterBitFlipTests(ITestOutputHelper output) : BitFlipTests(JournalAdapter.Faster, output);
