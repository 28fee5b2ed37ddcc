using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class SegmentJournalContractTests : JournalContract
{
    private readonly TemporaryDirectory _directory = new();

    protected override IJournal OpenJournal() => SegmentJournal.Open(SmallJournal.Options(_directory.DataPath));

    protected override Task RemoveMediumAsync()
    {
        _directory.Delete();
        return Task.CompletedTask;
    }
}
