using System.Text.Json;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>Reads receipts in one pass over their text, and believes them only when they are consistent in themselves.</summary>
internal static class ReceiptJson
{
    private const int RequiredMembers = 6;

    /// <summary>Reads a receipt.</summary>
    /// <param name="json">The result of <c>eth_getTransactionReceipt</c>.</param>
    /// <param name="asked">The transaction that was asked for.</param>
    /// <returns>The receipt, or null when the node has none.</returns>
    /// <exception cref="JsonException">A member is missing or malformed.</exception>
    /// <exception cref="UnusableAnswerException">The receipt contradicts itself or is another transaction's.</exception>
    public static TransactionReceipt? Read(ReadOnlySpan<byte> json, Hash256 asked)
    {
        if (RpcJson.IsNull(json))
        {
            return null;
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A receipt was expected.");
        }

        var receipt = new Members();
        var members = 0;
        while (RpcJson.NextMember(ref reader))
        {
            members += receipt.Read(ref reader) ? 1 : 0;
        }

        if (members != RequiredMembers)
        {
            throw new JsonException("A receipt lacks a member.");
        }

        return new TransactionReceipt(
            receipt.TransactionHash,
            receipt.BlockNumber,
            receipt.BlockHash,
            receipt.Succeeded,
            receipt.GasUsed,
            receipt.EffectiveGasPriceWei,
            CheckLogs(receipt, asked))
        {
            L1FeeWei = receipt.L1FeeWei,
        };
    }

    private static ReceiptLog[] CheckLogs(in Members receipt, Hash256 asked)
    {
        if (receipt.TransactionHash != asked || receipt.BlockHash.IsZero)
        {
            throw new UnusableAnswerException("A receipt is another transaction's or names no block.");
        }

        var logs = new ReceiptLog[receipt.Logs.Count];
        for (var i = 0; i < logs.Length; i++)
        {
            var entry = receipt.Logs[i];
            if (entry.TransactionHash != asked || entry.BlockHash != receipt.BlockHash || entry.IsRemoved)
            {
                throw new UnusableAnswerException("A receipt carries another transaction's event.");
            }

            // Settlement is proven by two events that are neighbours: a hole between them would forge a proof.
            if (i > 0 && entry.Log.LogIndex != logs[i - 1].LogIndex + 1)
            {
                throw new UnusableAnswerException("A receipt leaves events out.");
            }

            logs[i] = entry.Log;
        }

        return logs;
    }

    private struct Members
    {
        public Hash256 TransactionHash;
        public ulong BlockNumber;
        public Hash256 BlockHash;
        public bool Succeeded;
        public ulong GasUsed;
        public ulong EffectiveGasPriceWei;
        public ulong L1FeeWei;
        public List<LogEntry> Logs;

        public bool Read(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("transactionHash"u8))
            {
                reader.Read();
                TransactionHash = RpcJson.ReadHash(ref reader);
            }
            else if (reader.ValueTextEquals("blockNumber"u8))
            {
                reader.Read();
                BlockNumber = HexQuantity.Read(ref reader);
            }
            else if (reader.ValueTextEquals("blockHash"u8))
            {
                reader.Read();
                BlockHash = RpcJson.ReadHash(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                var status = HexQuantity.Read(ref reader);
                Succeeded = status <= 1 ? status == 1 : throw new JsonException("A status is neither 0 nor 1.");
            }
            else if (reader.ValueTextEquals("gasUsed"u8))
            {
                reader.Read();
                GasUsed = HexQuantity.Read(ref reader);
            }
            else if (reader.ValueTextEquals("logs"u8))
            {
                reader.Read();
                Logs = LogJson.ReadArray(ref reader);
            }
            else
            {
                ReadPrice(ref reader);
                return false;
            }

            return true;
        }

        private void ReadPrice(ref Utf8JsonReader reader)
        {
            // Prices are for the books only, and some nodes leave them out. Only a rollup has a fee for the layer below.
            var isPrice = reader.ValueTextEquals("effectiveGasPrice"u8);
            var isL1Fee = reader.ValueTextEquals("l1Fee"u8);
            reader.Read();
            if (isPrice)
            {
                EffectiveGasPriceWei = HexQuantity.Read(ref reader);
            }
            else if (isL1Fee && reader.TokenType != JsonTokenType.Null)
            {
                L1FeeWei = HexQuantity.Read(ref reader);
            }

            reader.Skip();
        }
    }
}
