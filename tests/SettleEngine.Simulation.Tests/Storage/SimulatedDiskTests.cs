using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Storage;
using Xunit;

namespace SettleEngine.Simulation.Tests.Storage;

public class SimulatedDiskTests
{
    [Fact]
    public void A_crash_loses_nothing_that_was_acknowledged_and_what_survives_has_no_holes()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var world = new World(seed);
            var disk = new SimulatedDisk(world);
            disk.Faults.MaxCommitMs = 20;
            var acknowledged = 0UL;

            world.Run(async () =>
            {
                await using var journal = disk.Open();
                await journal.RecoverAsync((_, _, _) => { }, default);
                for (byte i = 1; i <= 50; i++)
                {
                    _ = AppendAsync(journal, i);
                    await world.DelayAsync(3);
                }

                disk.Crash();
                await world.DelayAsync(100);
            });

            Assert.True(disk.DurableSequence >= acknowledged);
            Assert.Equal(
                Enumerable.Range(1, disk.Records.Count), disk.Records.Select(record => (int)record.Payload[0]));

            async Task AppendAsync(SimulatedJournal journal, byte number)
            {
                var sequence = await journal.AppendAsync(new[] { new JournalRecord(JournalRecordKind.Accept, new[] { number }) }, default);
                Assert.Equal(number, sequence);
                acknowledged = sequence;
            }
        }
    }

    [Fact]
    public void After_a_failed_write_nothing_succeeds_any_more()
    {
        var world = new World(3);
        var disk = new SimulatedDisk(world);

        world.Run(async () =>
        {
            await using var journal = disk.Open();
            await journal.RecoverAsync((_, _, _) => { }, default);
            var record = new[] { new JournalRecord(JournalRecordKind.Boot, new byte[1]) };
            await journal.AppendAsync(record, default);
            disk.Faults.FailPerMillion = 1_000_000;
            await Assert.ThrowsAsync<IOException>(async () => await journal.AppendAsync(record, default));
            disk.Faults.FailPerMillion = 0;
            await Assert.ThrowsAsync<IOException>(async () => await journal.AppendAsync(record, default));
            Assert.Equal(1UL, journal.DurableSequence);
        });
    }
}
