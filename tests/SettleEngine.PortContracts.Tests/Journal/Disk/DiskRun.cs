using System.Buffers.Binary;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

/// <summary>One life of a journal on a disk that does one thing wrong, and what the next start must find.</summary>
/// <remarks>Two openings; groups of different sizes, several at once; a checkpoint, a truncation, segments that roll. Every
/// record says in its bytes which sequence it has.</remarks>
internal sealed class DiskRun(JournalAdapter adapter, string lockDirectory, int records)
{
    private const int PayloadBytes = 300;
    private const int Groups = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Everything up to here was acknowledged, or found by an opening that succeeded.</summary>
    public ulong Acknowledged { get; set; }

    /// <summary>Everything from here on must stay.</summary>
    public ulong FirstRetained { get; private set; } = 1;

    /// <summary>The settings of every opening.</summary>
    public JournalOptions Options(FaultyDisk disk) => new()
    {
        DataDirectory = lockDirectory,
        PageBytes = 64 << 10,
        SegmentBytes = 128 << 10,
        MemoryBytes = 256 << 10,
        BlockBytes = 8 << 10,
        AnchorInterval = TimeSpan.FromMilliseconds(5),
        CommitTimeout = Patience,
        Files = disk,
    };

    /// <summary>Lives until the end, or until the disk's fault ends it.</summary>
    /// <returns>Null, or what was wrong: the journal went on after an error.</returns>
    public async Task<string?> LiveAsync(FaultyDisk disk, DiskFault fault)
    {
        for (var opening = 0; opening < 2; opening++)
        {
            var journal = BlockJournal.Open(adapter, Options(disk));
            try
            {
                await journal.RecoverAsync(Checker(out var found), CancellationToken.None);
                Acknowledged = found.Value;
                await AppendAsync(journal, records / 2);
                await journal.CheckpointAsync(CancellationToken.None);
                if (opening == 1)
                {
                    FirstRetained = Acknowledged - Math.Min(Acknowledged, 200);
                    await journal.TruncateAsync(FirstRetained, CancellationToken.None);
                    await AppendAsync(journal, 50);
                }
            }
            catch (IOException) when (disk.Fired)
            {
                await CloseAsync(journal);
                return null;
            }

            if (disk.Fired && await GoesOnAsync(journal, fault))
            {
                await CloseAsync(journal);
                return $"went on after {fault} on {disk.FiredOn}";
            }

            await CloseAsync(journal);
            if (disk.Fired && fault != DiskFault.Lost)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Starts again on what the fault has left, and goes on.</summary>
    /// <returns>Null when all that was acknowledged is there; otherwise the text of the refusal.</returns>
    public async Task<string?> StartAgainAsync(FaultyDisk left)
    {
        var journal = BlockJournal.Open(adapter, Options(left));
        try
        {
            await journal.RecoverAsync(Checker(out var found), CancellationToken.None);
            Assert.True(
                found.Value >= Acknowledged && journal.DurableSequence == found.Value,
                $"{Acknowledged} acknowledged, {found.Value} recovered");
            Acknowledged = found.Value;
            await AppendAsync(journal, 30);
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
        finally
        {
            await journal.DisposeAsync();
        }

        var again = BlockJournal.Open(adapter, Options(left));
        await again.RecoverAsync(Checker(out var all), CancellationToken.None);
        await again.DisposeAsync();
        Assert.Equal(Acknowledged, all.Value);
        return null;
    }

    /// <summary>Appends groups, several at once, and notes what was acknowledged.</summary>
    public async Task AppendAsync(IJournal journal, int count)
    {
        for (var done = 0; done < count;)
        {
            var next = Acknowledged + 1;
            var appends = new List<Task<ulong>>();
            for (var group = 0; group < Groups; group++)
            {
                var size = 1 + (((group * 7) + done) % 24);
                appends.Add(AppendAsync(journal, next, size));
                next += (ulong)size;
                done += size;
            }

            foreach (var append in appends)
            {
                // In order, and each for itself: some of a wave may be acknowledged when the disk fails.
                Acknowledged = Math.Max(Acknowledged, await append);
            }
        }
    }

    /// <summary>A receiver that holds every record against its sequence.</summary>
    public JournalReplay Checker(out StrongBox found)
    {
        var box = new StrongBox();
        found = box;
        return (sequence, _, payload) =>
        {
            Assert.True(
                box.Value == 0 ? sequence <= FirstRetained : sequence == box.Value + 1,
                $"sequence {sequence} after {box.Value}, retained from {FirstRetained}");
            Assert.True(payload.SequenceEqual(Payload(sequence)), $"record {sequence} has other bytes");
            box.Value = sequence;
        };
    }

    /// <summary>What a record holds.</summary>
    public static byte[] Payload(ulong sequence)
    {
        var payload = new byte[PayloadBytes];
        payload.AsSpan().Fill((byte)(sequence * 31));
        BinaryPrimitives.WriteUInt64LittleEndian(payload, sequence);
        return payload;
    }

    private static async Task<ulong> AppendAsync(IJournal journal, ulong first, int count)
    {
        var group = Enumerable.Range(0, count)
            .Select(index => new JournalRecord(JournalRecordKind.Accept, Payload(first + (ulong)index)))
            .ToArray();
        Assert.Equal(first, await journal.AppendAsync(group, CancellationToken.None).AsTask().WaitAsync(Patience));
        return first + (ulong)count - 1;
    }

    private static async Task<bool> GoesOnAsync(BlockJournal journal, DiskFault fault)
    {
        if (fault == DiskFault.Lost)
        {
            return false;
        }

        // The fault may have met a segment that is not in use yet: then the watch has to see it.
        var end = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(end) < Patience)
        {
            if (journal.Broken.IsCompleted || (fault == DiskFault.NoSpace && !journal.HasRoomForAdmissions))
            {
                return false;
            }

            await Task.Delay(1);
        }

        return true;
    }

    private static async Task CloseAsync(BlockJournal journal)
    {
        try
        {
            await journal.DisposeAsync();
        }
        catch (IOException)
        {
            // The last anchor met the fault. Nothing was acknowledged by it.
        }
    }

    /// <summary>A number that is written later.</summary>
    internal sealed class StrongBox
    {
        public ulong Value { get; set; }
    }
}
