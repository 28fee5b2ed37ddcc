using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

public sealed class SimulatedJournalContractTests : JournalContract
{
    private readonly World _world = new(1);
    private readonly SimulatedDisk _disk;

    public SimulatedJournalContractTests() => _disk = new SimulatedDisk(_world);

    protected override IJournal OpenJournal() => new SteppedJournal(_world, _disk.Open());
}
