using System.Security.Cryptography;
using System.Text;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>Reading a journal beside whoever writes it: every record at its address, no byte changed, no lock taken.</summary>
public sealed class JournalReaderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("settle-reader-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Theory]
    [InlineData(JournalAdapter.Faster)]
    [InlineData(JournalAdapter.Segments)]
    public async Task Every_record_is_read_at_its_address_and_no_byte_is_changed(JournalAdapter adapter)
    {
        await WriteAsync(adapter, 5_000);
        var before = Hashes();

        var (reading, records) = await ReadAsync();

        Assert.Equal(5_000ul, reading.LastSequence);
        Assert.Equal(1ul, reading.FirstSequence);
        Assert.True(reading.HasAnchor);
        Assert.True(reading.Segments.Files > 1);
        Assert.Equal(Enumerable.Range(1, 5_000).Select(number => (ulong)number), records.Select(record => record.Sequence));
        Assert.All(records, record =>
        {
            using var file = File.OpenRead(record.Place.File);
            file.Position = record.Place.Offset;
            Assert.Equal((int)record.Kind, file.ReadByte());
            file.Position += 4;
            var payload = new byte[record.Payload.Length];
            file.ReadExactly(payload);
            Assert.Equal(record.Payload, Encoding.UTF8.GetString(payload));
        });
        Assert.Equal(before, Hashes());
    }

    [Theory]
    [InlineData(JournalAdapter.Faster)]
    [InlineData(JournalAdapter.Segments)]
    public async Task Beside_a_writer_it_reads_what_was_durable_and_sees_no_damage(JournalAdapter adapter)
    {
        await using var journal = BlockJournal.Open(adapter, SmallJournal.Options(_path));
        await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);
        var isStopped = false;
        var writing = Task.Run(async () =>
        {
            for (var number = 1; !Volatile.Read(ref isStopped); number++)
            {
                await journal.AppendAsync(Record(number), CancellationToken.None);
            }
        });

        for (var round = 0; round < 20; round++)
        {
            var durable = journal.DurableSequence;
            var (reading, records) = await ReadAsync();
            Assert.True(reading.LastSequence >= durable);
            Assert.Equal(reading.LastSequence, (ulong)records.Count);
        }

        Volatile.Write(ref isStopped, true);
        await writing;
    }

    [Fact]
    public async Task Damage_is_told_with_file_offset_block_and_sequences()
    {
        await WriteAsync(JournalAdapter.Segments, 3_000);
        var (_, records) = await ReadAsync();
        var victim = records[1_500];
        using (var file = File.OpenWrite(victim.Place.File))
        {
            file.Position = victim.Place.Offset + 20;
            file.WriteByte((byte)'#');
        }

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(ReadAsync);

        var damage = JournalDamage.Of(refusal);
        Assert.NotNull(damage);
        Assert.Equal(victim.Place.Block, damage.Block);
        Assert.Equal(victim.Place.File, damage.File);
        Assert.True(damage.Offset <= victim.Place.Offset);
        Assert.Equal(records.First(record => record.Place.Block == damage.Block).Sequence, damage.FirstMissing);
        Assert.Equal(3_000ul, damage.LastAcknowledged);
        Assert.Contains("Put the segment file back", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_anchor_is_told_and_what_stands_can_be_read_on_demand()
    {
        await WriteAsync(JournalAdapter.Segments, 1_000);
        File.Delete(Path.Combine(_path, "journal.anchor"));

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(ReadAsync);
        var last = 0ul;
        var reading = await new JournalReader(_path, acceptMissingAnchor: true).ReadAsync(
            () => (in JournalPlace _, ulong sequence, JournalRecordKind _, ReadOnlySpan<byte> _) => last = sequence,
            CancellationToken.None);

        Assert.EndsWith("journal.anchor", JournalDamage.Of(refusal)!.File, StringComparison.Ordinal);
        Assert.False(reading.HasAnchor);
        Assert.Equal(1_000ul, last);
    }

    [Fact]
    public async Task A_directory_without_a_journal_is_not_an_empty_journal()
    {
        var refusal = await Assert.ThrowsAsync<DirectoryNotFoundException>(ReadAsync);

        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_path));
    }

    private static JournalRecord[] Record(int number) =>
        [new JournalRecord(JournalRecordKind.Accept, Encoding.UTF8.GetBytes($"record {number} " + new string('x', 600)))];

    private async Task WriteAsync(JournalAdapter adapter, int count)
    {
        await using var journal = BlockJournal.Open(adapter, SmallJournal.Options(_path));
        await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);
        var appends = Enumerable.Range(1, count).Select(number => journal.AppendAsync(Record(number), CancellationToken.None).AsTask());
        await Task.WhenAll(appends.ToArray());
    }

    private async Task<(JournalReading Reading, List<Seen> Records)> ReadAsync()
    {
        List<Seen> records = [];
        var reading = await new JournalReader(_path).ReadAsync(
            () =>
            {
                records = [];
                return (in JournalPlace place, ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload) =>
                    records.Add(new Seen(place, sequence, kind, Encoding.UTF8.GetString(payload)));
            },
            CancellationToken.None);
        return (reading, records);
    }

    private Dictionary<string, string> Hashes() => Directory.EnumerateFiles(_path)
        .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private sealed record Seen(JournalPlace Place, ulong Sequence, JournalRecordKind Kind, string Payload);
}
