using System.Text.Json;
using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Doors.Http.Answers;

/// <summary>Spells outcomes.</summary>
internal static class OutcomeWriter
{
    /// <summary>Writes one line of the feed, without its line end.</summary>
    public static void WriteLine(Utf8JsonWriter writer, OutcomeNotice notice)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, notice.Sequence);
        writer.WriteString("id"u8, notice.Id.ToString());
        WriteProof(writer, notice);
        writer.WriteString("level"u8, WireNames.Of(notice.Level));
        if (notice.Corrects != 0)
        {
            writer.WriteNumber("corrects"u8, notice.Corrects);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes what happened and where: the fields that lines of the feed and states of admissions share.</summary>
    public static void WriteProof(Utf8JsonWriter writer, OutcomeNotice notice)
    {
        writer.WriteString("outcome"u8, WireNames.Of(notice.Outcome));
        if (notice.Reason != AbandonReason.None)
        {
            writer.WriteString("reason"u8, WireNames.Of(notice.Reason));
        }

        if (!notice.TransactionHash.IsZero)
        {
            writer.WriteString("transaction"u8, notice.TransactionHash.ToString());
            writer.WriteNumber("logIndex"u8, notice.LogIndex);
        }

        if (!notice.BlockHash.IsZero)
        {
            writer.WriteNumber("blockNumber"u8, notice.BlockNumber);
            writer.WriteString("blockHash"u8, notice.BlockHash.ToString());
        }
    }
}
