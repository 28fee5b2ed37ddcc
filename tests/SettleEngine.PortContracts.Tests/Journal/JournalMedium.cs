using System.Text;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using SettleEngine.Storage.Files;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A small journal's files, to be copied, damaged and opened again.</summary>
internal sealed class JournalMedium
{
    private const int PageBytes = 64 << 10;
    private const int SegmentBytes = 128 << 10;
    private readonly string _parent;
    private readonly JournalAdapter _adapter;

    private JournalMedium(string parent, JournalAdapter adapter)
    {
        _parent = parent;
        _adapter = adapter;
    }

    public string DataPath => Path.Combine(_parent, "data");

    public string AnchorPath => Path.Combine(DataPath, "journal.anchor");

    /// <summary>Makes an empty medium, in memory where there is one: damage is cheaper there than on a disk.</summary>
    public static JournalMedium Create(JournalAdapter adapter)
    {
        var root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var parent = Path.Combine(root, Path.GetRandomFileName());
        Directory.CreateDirectory(parent);
        return new JournalMedium(parent, adapter);
    }

    public static string Text(ulong sequence) => $"record {sequence} " + new string((char)('a' + (sequence % 26)), 700);

    public JournalOptions Options() => new()
    {
        DataDirectory = DataPath,
        PageBytes = PageBytes,
        SegmentBytes = SegmentBytes,
        MemoryBytes = 4 * PageBytes,
        BlockBytes = 8 << 10,

        // The anchor stays at the opening unless a test closes the journal: that is what a crash leaves at worst.
        AnchorInterval = TimeSpan.FromHours(1),
    };

    public string SegmentPath(int segment) => Path.Combine(DataPath, $"journal.log.{segment}");

    /// <summary>Copies every file as a crash at this moment would leave it.</summary>
    public JournalMedium Copy()
    {
        var copy = Create(_adapter);
        Directory.CreateDirectory(copy.DataPath);
        foreach (var file in Directory.EnumerateFiles(DataPath).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy.DataPath, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>Every byte of the journal, to see that a refusal changes nothing.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(DataPath).Order(StringComparer.Ordinal))
        {
            if (!file.EndsWith(".lock", StringComparison.Ordinal))
            {
                text.Append(Path.GetFileName(file)).Append(' ').Append(Crc32C.Compute(File.ReadAllBytes(file))).AppendLine();
            }
        }

        return text.ToString();
    }

    /// <summary>Takes the directory, recovers nothing.</summary>
    public BlockJournal Open(JournalOptions? options = null) => BlockJournal.Open(_adapter, options ?? Options());

    /// <summary>What the anchor's file says.</summary>
    public JournalAnchor? Anchor()
    {
        using var file = new DiskFiles(DataPath).Open("journal.anchor", create: false);
        return AnchorFile.Read(file);
    }

    /// <summary>Opens, checks that the records are 1, 2, 3, … with their texts, and says how many there are.</summary>
    public Task<(BlockJournal Journal, ulong Count)> OpenAsync(JournalOptions? options = null) =>
        RecoverAsync(Open(options));

    /// <summary>The same with another adapter than the medium's.</summary>
    public Task<(BlockJournal Journal, ulong Count)> OpenAsync(JournalAdapter adapter) =>
        RecoverAsync(BlockJournal.Open(adapter, Options()));

    /// <summary>Recovers and checks the records.</summary>
    public static async Task<(BlockJournal Journal, ulong Count)> RecoverAsync(BlockJournal journal)
    {
        var count = 0ul;
        try
        {
            await journal.RecoverAsync(
                (sequence, _, payload) =>
                {
                    if (sequence != ++count || !payload.SequenceEqual(Encoding.UTF8.GetBytes(Text(sequence))))
                    {
                        throw new InvalidOperationException($"Record {sequence} after {count - 1} was replayed wrongly.");
                    }
                },
                CancellationToken.None);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }

        return (journal, count);
    }

    /// <summary>Appends one record after the other, each acknowledged before the next.</summary>
    public static async Task AppendAsync(IJournal journal, int count)
    {
        for (var index = 0; index < count; index++)
        {
            await journal.AppendAsync(Next(journal.DurableSequence + 1, 1), CancellationToken.None);
        }
    }

    public static JournalRecord[] Next(ulong first, int count) =>
        [.. Enumerable.Range(0, count).Select(index =>
            new JournalRecord(JournalRecordKind.Accept, Encoding.UTF8.GetBytes(Text(first + (ulong)index))))];

    /// <summary>Writes records, closes in order, and leaves an anchor that covers all of them.</summary>
    public async Task FillAsync(int count)
    {
        var (journal, _) = await OpenAsync();
        await AppendAsync(journal, count);
        await journal.DisposeAsync();
    }

    /// <summary>Opens the medium, appends, closes, and opens again: whatever was found must be a base to go on from.</summary>
    public async Task<ulong> OpenGoOnAndReopenAsync(JournalOptions? options = null)
    {
        var (journal, count) = await OpenAsync(options);
        await AppendAsync(journal, 3);
        await journal.DisposeAsync();
        var (reopened, more) = await OpenAsync();
        await reopened.DisposeAsync();
        return more == count + 3 ? count : throw new InvalidOperationException($"{count} records became {more}, not 3 more.");
    }

    /// <summary>Every whole block, in file order: where it starts and what it says.</summary>
    public List<(int Segment, int Offset, BlockHeader Header)> Blocks()
    {
        var blocks = new List<(int, int, BlockHeader)>();
        for (var segment = 0; segment < 100; segment++)
        {
            if (!File.Exists(SegmentPath(segment)))
            {
                continue;
            }

            var bytes = File.ReadAllBytes(SegmentPath(segment));
            for (var offset = 0; offset < bytes.Length; offset += 4)
            {
                if (BlockEnvelope.TryOpen(bytes.AsSpan(offset), out var header, out _))
                {
                    blocks.Add((segment, offset, header));
                }
            }
        }

        return blocks;
    }

    public static void Overwrite(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, bytes, offset);
    }

    public static void FlipBit(string path, long offset, int bit)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> value = stackalloc byte[1];
        _ = RandomAccess.Read(file, value, offset);
        value[0] ^= (byte)(1 << bit);
        RandomAccess.Write(file, value, offset);
    }

    public void Delete()
    {
        if (Directory.Exists(_parent))
        {
            Directory.Delete(_parent, true);
        }
    }
}
