using System.Text.Json;

namespace SettleEngine.Chain.Rpc;

/// <summary>Reads what <c>eth_feeHistory</c> tells of the next block.</summary>
internal static class FeeHistoryJson
{
    /// <summary>Reads the base fee of the block behind the newest one.</summary>
    /// <param name="json">The result.</param>
    /// <returns>Wei per gas; null when the node tells none.</returns>
    /// <exception cref="JsonException">A member is malformed.</exception>
    public static ulong? ReadNextBaseFee(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A fee history was expected.");
        }

        ulong? last = null;
        while (RpcJson.NextMember(ref reader))
        {
            var isBaseFees = reader.ValueTextEquals("baseFeePerGas"u8);
            reader.Read();
            if (isBaseFees && reader.TokenType == JsonTokenType.StartArray)
            {
                last = ReadLast(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return last;
    }

    private static ulong? ReadLast(ref Utf8JsonReader reader)
    {
        // One block was asked for: its own base fee comes first, the next one's last. One entry alone tells of no next one.
        var count = 0;
        ulong last = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            last = HexQuantity.Read(ref reader);
            count++;
        }

        return count > 1 ? last : null;
    }
}
