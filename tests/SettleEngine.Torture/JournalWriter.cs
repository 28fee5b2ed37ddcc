using System.Buffers.Binary;
using System.Globalization;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.Torture;

/// <summary>Appends to a journal until it is killed, and says on standard output what was acknowledged.</summary>
/// <remarks>A line <c>ack FIRST COUNT APPENDER ROUND</c> is flushed after the append has returned and not before.</remarks>
public static class JournalWriter
{
    /// <summary>Bytes of every payload.</summary>
    public const int PayloadBytes = 300;

    /// <summary>Runs until killed.</summary>
    /// <param name="path">The data directory.</param>
    /// <param name="appenders">How many append at once.</param>
    /// <param name="adapter">What the journal stands on.</param>
    /// <returns>Never, unless the journal breaks: then 1.</returns>
    public static async Task<int> RunAsync(string path, int appenders, JournalAdapter adapter)
    {
        await using var journal = BlockJournal.Open(adapter, Options(path));
        var recovered = 0ul;
        await journal.RecoverAsync((_, _, _) => recovered++, CancellationToken.None);
        var gate = new object();
        Say(gate, string.Create(CultureInfo.InvariantCulture, $"recovered {recovered}"));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, appenders).Select(appender => AppendAsync(journal, appender, gate)));
        }
        catch (IOException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
        }

        return 1;
    }

    /// <summary>Settings that make segments roll every few thousand records.</summary>
    /// <param name="path">The data directory.</param>
    /// <returns>The settings.</returns>
    public static JournalOptions Options(string path) => new()
    {
        DataDirectory = path,
        PageBytes = 256 << 10,
        SegmentBytes = 2 << 20,
        MemoryBytes = 2 << 20,
        BlockBytes = 32 << 10,
    };

    /// <summary>What a record holds, so that the reader can tell a right one from a wrong one.</summary>
    /// <param name="appender">Who appended it.</param>
    /// <param name="round">Its group.</param>
    /// <param name="index">Its place in the group.</param>
    /// <returns>The payload.</returns>
    public static byte[] Payload(int appender, int round, int index)
    {
        var payload = new byte[PayloadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(payload, appender);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), round);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(8), index);
        new Random(HashCode(appender, round, index)).NextBytes(payload.AsSpan(12));
        return payload;
    }

    private static int HashCode(int appender, int round, int index) => unchecked((((appender * 31) + round) * 31) + index);

    private static async Task AppendAsync(BlockJournal journal, int appender, object gate)
    {
        for (var round = 0; ; round++)
        {
            var count = 1 + ((appender + round) % 9);
            var records = new JournalRecord[count];
            for (var index = 0; index < count; index++)
            {
                records[index] = new JournalRecord(JournalRecordKind.Accept, Payload(appender, round, index));
            }

            var first = await journal.AppendAsync(records, CancellationToken.None);
            Say(gate, string.Create(CultureInfo.InvariantCulture, $"ack {first} {count} {appender} {round}"));
        }
    }

    private static void Say(object gate, string line)
    {
        lock (gate)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
