using SettleEngine.Core.Encoding;
using SettleEngine.Core.Retention;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;
using Xunit;

namespace SettleEngine.Simulation.Tests.Retention;

public class CheckpointTests
{
    [Fact]
    public void What_is_known_after_a_restart_from_a_checkpoint_is_what_was_known_before()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var items = Enumerable.Range(1, 40).Select(number => bed.Sign(number, 3_600)).ToArray();
            foreach (var item in items)
            {
                Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(item)).Status);
            }

            await bed.PassAsync(60);
            var late = bed.Sign(99, 3_600);
            await bed.HandInAsync(late);
            await bed.PassAsync(6);
            var views = items.Append(late).Select(item => bed.Engine.Find(item.Key)).ToArray();
            var feed = bed.Engine.ReadOutcomes(0, 1_000);
            Assert.All(views[..40], view => Assert.Equal(AdmissionState.Finalized, view?.State));

            await bed.StartAsync();

            Assert.True(bed.Journal.First > 1, "The journal was not truncated.");
            for (var i = 0; i < 40; i++)
            {
                var view = bed.Engine.Find(items[i].Key);
                Assert.NotNull(view);
                Assert.Equal(views[i]! with { LastTransactionHash = view.LastTransactionHash }, view);
                var again = await bed.HandInAsync(items[i]);
                Assert.Equal((AdmissionStatus.Existing, view.Id), (again.Status, again.Id));
                var other = await bed.HandInAsync(bed.Sign(i + 1, 1_800));
                Assert.Equal((AdmissionStatus.Conflict, view.Id), (other.Status, other.Id));
            }

            Assert.Equal(feed, bed.Engine.ReadOutcomes(0, feed.Count));
            Assert.Equal(1ul, bed.Engine.FirstRetainedOutcome);
            await bed.PassAsync(90);
            Assert.Equal(AdmissionState.Finalized, bed.Engine.Find(late.Key)?.State);
        });
    }

    [Fact]
    public void A_crash_behind_any_record_of_a_checkpoint_leaves_a_journal_that_says_the_same()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await LiveThroughTwoCheckpointsAsync(bed);
            var whole = bed.Journal;
            var ends = Places(whole, JournalRecordKind.CheckpointEnd);
            // Given back up to the first checkpoint, and cut anywhere in or behind the second one.
            var asOf = (int)CheckpointEndRecord.Read(whole.Records[ends[0]].Payload).AsOf;
            for (var cut = ends[0] + 1; cut <= Math.Min(whole.Records.Count, ends[1] + 2); cut++)
            {
                var accepted = whole.Records.Take(cut).Count(record => record.Kind == JournalRecordKind.Accept);
                await bed.StartAsync(whole.CutBehind(cut).Without(asOf), checkpointBytes: long.MaxValue);
                Assert.False(bed.Running.IsFaulted, $"cut behind {cut}: {bed.Running.Exception}");
                Assert.Equal(accepted, bed.Engine.Memory.Keys);
            }
        });
    }

    [Fact]
    public void A_checkpoint_that_ends_before_the_journal_begins_is_passed_over()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await LiveThroughTwoCheckpointsAsync(bed);
            var whole = bed.Journal;
            var ends = Places(whole, JournalRecordKind.CheckpointEnd);
            var asOf = (int)CheckpointEndRecord.Read(whole.Records[ends[0]].Payload).AsOf;

            // As if three records had become durable between the moment that it holds and its first record, and a segment had
            // begun with the second of them: the later checkpoint gave everything before that segment back.
            for (var i = asOf; i <= ends[0]; i++)
            {
                Predate(whole.Records[i].Kind, whole.Records[i].Payload, (ulong)asOf - 3);
            }

            var accepted = whole.Records.Count(record => record.Kind == JournalRecordKind.Accept);
            await bed.StartAsync(whole.Without(asOf - 1), checkpointBytes: long.MaxValue);
            Assert.False(bed.Running.IsFaulted, $"{bed.Running.Exception}");
            Assert.Equal(accepted, bed.Engine.Memory.Keys);
        });
    }

    [Fact]
    public void A_journal_without_its_beginning_and_without_a_whole_checkpoint_is_refused()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(new ListJournal([], 1) { KeepsEverything = true }, checkpointBytes: 4_000);
            for (var number = 1; number <= 20; number++)
            {
                await bed.HandInAsync(bed.Sign(number, 3_600));
            }

            await bed.PassAsync(60);
            bed.Kill();
            var whole = bed.Journal;
            var end = Places(whole, JournalRecordKind.CheckpointEnd)[0];
            var asOf = (int)CheckpointEndRecord.Read(whole.Records[end].Payload).AsOf;

            await ExpectRefusalAsync(bed, whole.CutBehind(end).Without(asOf), "no whole checkpoint");
            await ExpectRefusalAsync(bed, whole.Without(asOf + 1).CutBehind(end - asOf), "no whole checkpoint");
        });
    }

    [Fact]
    public void Outcomes_beyond_the_limit_are_dropped_and_the_feed_says_where_it_begins()
    {
        var log = new OutcomeLog(1_000);
        for (var sequence = 1ul; sequence <= 5_000; sequence++)
        {
            log.Add(sequence * 2, OutcomeBytes(sequence));
        }

        var kept = log.Read(0, int.MaxValue);
        Assert.InRange(kept.Count, 1_000, 1_600);
        Assert.Equal(10_000ul, kept[^1].Sequence);
        Assert.InRange(log.FirstRetained, kept[0].Sequence - 1, kept[0].Sequence);
        Assert.Equal(kept[10], log.Read(kept[9].Sequence, 1)[0]);
    }

    [Fact]
    public void While_the_journal_is_read_nothing_is_admitted_and_what_hangs_is_told()
    {
        var bed = new RetentionBed();
        var never = new TaskCompletionSource();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(new ListJournal([], 1) { Opening = never.Task });

            Assert.Equal(Core.Authorizations.RejectReason.Recovering, (await bed.HandInAsync(bed.Sign(1, 600))).Reason);
            Assert.Equal(Pipeline.EnginePhase.Recovering, bed.Engine.Health.Phase);

            await bed.PassAsync(60);
            Assert.Contains(bed.Engine.Health.Troubles, sentence => sentence.Contains("journal", StringComparison.Ordinal));

            never.SetResult();
            await bed.PassAsync(5);
            Assert.Equal(Pipeline.EnginePhase.Running, bed.Engine.Health.Phase);
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }

    private static async Task ExpectRefusalAsync(RetentionBed bed, ListJournal journal, string words)
    {
        var before = journal.Records.Count;
        await bed.StartAsync(journal);
        var refusal = Assert.IsType<InvalidDataException>(bed.Running.Exception?.InnerException);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, journal.Records.Count);
    }

    private static int[] Places(ListJournal journal, JournalRecordKind kind) =>
        [.. Enumerable.Range(0, journal.Records.Count).Where(place => journal.Records[place].Kind == kind)];

    private static byte[] OutcomeBytes(ulong id)
    {
        var bytes = new byte[Core.Confirm.OutcomeRecord.Size];
        new Core.Confirm.OutcomeRecord(
            new Core.Primitives.AdmissionSequence(id),
            Core.Confirm.SettlementOutcome.Expired,
            Core.Confirm.AbandonReason.None,
            default,
            Core.Primitives.ConfirmationLevel.Finalized,
            0,
            0,
            0).WriteTo(bytes);
        return bytes;
    }

    private static async Task LiveThroughTwoCheckpointsAsync(RetentionBed bed)
    {
        await bed.StartAsync(new ListJournal([], 1) { KeepsEverything = true }, checkpointBytes: 4_000);
        for (var number = 1; number <= 30; number++)
        {
            await bed.HandInAsync(bed.Sign(number, 3_600));
            await bed.PassAsync(number % 10 == 0 ? 40 : 0);
        }

        bed.Kill();
        Assert.True(Places(bed.Journal, JournalRecordKind.CheckpointEnd).Length >= 2, "Two checkpoints are wanted.");
    }

    private static void Predate(JournalRecordKind kind, byte[] payload, ulong asOf)
    {
        switch (kind)
        {
            case JournalRecordKind.CheckpointBegin:
                (CheckpointBeginRecord.Read(payload) with { AsOf = asOf }).WriteTo(payload);
                break;
            case JournalRecordKind.CheckpointPart:
                (CheckpointPartHeader.Read(payload) with { AsOf = asOf }).WriteTo(payload);
                break;
            case JournalRecordKind.CheckpointEnd:
                (CheckpointEndRecord.Read(payload) with { AsOf = asOf }).WriteTo(payload);
                break;
            default:
                break;
        }
    }
}
