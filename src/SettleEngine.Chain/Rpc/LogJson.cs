using System.Text.Json;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>Reads events without building a document: the receipt of 200 payments has 400 of them.</summary>
internal static class LogJson
{
    private const int MaxTopics = 4;
    private const int RequiredMembers = 7;

    /// <summary>Reads the array of events that a reader stands on.</summary>
    /// <param name="reader">Stands on the array's start; afterwards on its end.</param>
    /// <returns>The events in order.</returns>
    /// <exception cref="JsonException">An event is malformed.</exception>
    public static List<LogEntry> ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("An array of events was expected.");
        }

        var logs = new List<LogEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            logs.Add(ReadLog(ref reader));
        }

        return logs;
    }

    private static LogEntry ReadLog(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event was expected.");
        }

        var entry = default(LogEntry);
        var members = 0;
        while (RpcJson.NextMember(ref reader))
        {
            members += ReadMember(ref reader, ref entry) ? 1 : 0;
        }

        return members == RequiredMembers ? entry : throw new JsonException("An event lacks a member.");
    }

    private static bool ReadMember(ref Utf8JsonReader reader, ref LogEntry entry)
    {
        if (reader.ValueTextEquals("address"u8))
        {
            reader.Read();
            entry = entry with { Log = entry.Log with { Emitter = RpcJson.ReadAddress(ref reader) } };
        }
        else if (reader.ValueTextEquals("topics"u8))
        {
            reader.Read();
            entry = entry with { Log = ReadTopics(ref reader, entry.Log) };
        }
        else if (reader.ValueTextEquals("data"u8))
        {
            reader.Read();
            entry = entry with { Log = ReadData(RpcJson.Text(ref reader), entry.Log) };
        }
        else if (reader.ValueTextEquals("logIndex"u8))
        {
            reader.Read();
            entry = entry with { Log = entry.Log with { LogIndex = ReadIndex(ref reader) } };
        }
        else if (reader.ValueTextEquals("transactionHash"u8))
        {
            reader.Read();
            entry = entry with { TransactionHash = RpcJson.ReadHash(ref reader) };
        }
        else if (reader.ValueTextEquals("blockNumber"u8))
        {
            reader.Read();
            entry = entry with { BlockNumber = HexQuantity.Read(ref reader) };
        }
        else if (reader.ValueTextEquals("blockHash"u8))
        {
            reader.Read();
            entry = entry with { BlockHash = RpcJson.ReadHash(ref reader) };
        }
        else
        {
            var isRemoved = reader.ValueTextEquals("removed"u8);
            reader.Read();
            entry = isRemoved ? entry with { IsRemoved = reader.TokenType == JsonTokenType.True } : entry;
            reader.Skip();
            return false;
        }

        return true;
    }

    private static ReceiptLog ReadTopics(ref Utf8JsonReader reader, ReceiptLog log)
    {
        Span<Hash256> topics = stackalloc Hash256[MaxTopics];
        topics.Clear();
        var count = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("An array of topics was expected.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == MaxTopics)
            {
                throw new JsonException("An event has too many topics.");
            }

            topics[count++] = RpcJson.ReadHash(ref reader);
        }

        return log with { TopicCount = count, Topic0 = topics[0], Topic1 = topics[1], Topic2 = topics[2] };
    }

    private static ReceiptLog ReadData(ReadOnlySpan<byte> text, ReceiptLog log)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        var length = (text.Length - 2) / 2;
        if (text.Length < 2 || text.Length % 2 != 0)
        {
            throw new JsonException("An event's data is malformed.");
        }

        if (length < UInt256.Size)
        {
            return log with { DataLength = length, Data = default };
        }

        return Hex.TryDecode(text[..(2 + (2 * UInt256.Size))], word)
            ? log with { DataLength = length, Data = new UInt256(word) }
            : throw new JsonException("An event's data is malformed.");
    }

    private static uint ReadIndex(ref Utf8JsonReader reader)
    {
        var index = HexQuantity.Read(ref reader);
        return index <= uint.MaxValue ? (uint)index : throw new JsonException("A log index is too large.");
    }
}
