using System.Text.Json;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>Reads block headers without building a document; a block's transaction hashes are skipped.</summary>
internal static class HeaderJson
{
    private const int RequiredMembers = 5;

    /// <summary>Reads a block.</summary>
    /// <param name="json">The result of <c>eth_getBlockByNumber</c>.</param>
    /// <returns>The header, or null when the node has no such block.</returns>
    /// <exception cref="JsonException">A member is missing or malformed.</exception>
    public static BlockHeader? Read(ReadOnlySpan<byte> json)
    {
        if (RpcJson.IsNull(json))
        {
            return null;
        }

        var header = default(BlockHeader);
        var members = 0;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A block was expected.");
        }

        while (RpcJson.NextMember(ref reader))
        {
            members += ReadMember(ref reader, ref header) ? 1 : 0;
        }

        return members == RequiredMembers ? header : throw new JsonException("A block lacks a member.");
    }

    private static bool ReadMember(ref Utf8JsonReader reader, ref BlockHeader header)
    {
        if (reader.ValueTextEquals("number"u8))
        {
            reader.Read();
            header = header with { Number = HexQuantity.Read(ref reader) };
        }
        else if (reader.ValueTextEquals("hash"u8))
        {
            reader.Read();
            header = header with { Hash = RpcJson.ReadHash(ref reader) };
        }
        else if (reader.ValueTextEquals("parentHash"u8))
        {
            reader.Read();
            header = header with { ParentHash = RpcJson.ReadHash(ref reader) };
        }
        else if (reader.ValueTextEquals("timestamp"u8))
        {
            reader.Read();
            header = header with { Timestamp = new UnixSeconds(HexQuantity.Read(ref reader)) };
        }
        else if (reader.ValueTextEquals("gasLimit"u8))
        {
            reader.Read();
            header = header with { GasLimit = HexQuantity.Read(ref reader) };
        }
        else if (reader.ValueTextEquals("baseFeePerGas"u8))
        {
            // Not counted as required: blocks from before EIP-1559, such as some genesis blocks, have none.
            reader.Read();
            header = header with { BaseFeePerGasWei = HexQuantity.Read(ref reader) };
            return false;
        }
        else
        {
            reader.Read();
            reader.Skip();
            return false;
        }

        return true;
    }
}
