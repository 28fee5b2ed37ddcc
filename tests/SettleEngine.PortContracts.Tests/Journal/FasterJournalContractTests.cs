using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class FasterJournalContractTests : JournalContract
{
    private readonly TemporaryDirectory _directory = new();

    protected override IJournal OpenJournal() => FasterJournal.Open(SmallJournal.Options(_directory.DataPath));

    protected override Task RemoveMediumAsync()
    {
        _directory.Delete();
        return Task.CompletedTask;
    }
}
