using System.Text.Json.Nodes;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;
using SettleEngine.Doors.Http;
using SettleEngine.Storage;

namespace SettleEngine.Worker.Journals;

/// <summary>Spells a record: one JSON object that people and programs read alike.</summary>
internal static class RecordJson
{
    /// <summary>How a kind is called.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>A word; the number of a kind that this program does not know.</returns>
    public static string Name(JournalRecordKind kind) => kind switch
    {
        JournalRecordKind.Accept => "accept",
        JournalRecordKind.Attempt => "attempt",
        JournalRecordKind.Outcome => "outcome",
        JournalRecordKind.SubmissionFinal => "submission_final",
        JournalRecordKind.LaneStart => "lane_start",
        JournalRecordKind.Boot => "boot",
        JournalRecordKind.AdmissionFinal => "admission_final",
        JournalRecordKind.Forget => "forget",
        JournalRecordKind.CheckpointBegin => "checkpoint_begin",
        JournalRecordKind.CheckpointPart => "checkpoint_part",
        JournalRecordKind.CheckpointEnd => "checkpoint_end",
        _ => $"kind_{(byte)kind}",
    };

    /// <summary>Spells a record. Signatures and raw transactions are left out: until they are settled they are money.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="payload">Its bytes.</param>
    /// <returns>The object.</returns>
    public static JsonObject Of(in JournalPlace place, ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        var record = new JsonObject
        {
            ["sequence"] = sequence,
            ["kind"] = Name(kind),
            ["file"] = Path.GetFileName(place.File),
            ["offset"] = place.Offset,
            ["block"] = place.Block,
        };
        switch (kind)
        {
            case JournalRecordKind.Accept:
                Add(record, AcceptRecord.Read(payload));
                break;
            case JournalRecordKind.Attempt:
                Add(record, AttemptRecord.Read(payload));
                break;
            case JournalRecordKind.Outcome:
                Add(record, OutcomeRecord.Read(payload));
                break;
            case JournalRecordKind.SubmissionFinal:
                Add(record, SubmissionFinalRecord.Read(payload));
                break;
            case JournalRecordKind.LaneStart:
                var start = LaneStartRecord.Read(payload);
                record["lane"] = start.Lane.ToString();
                record["firstAccountNonce"] = start.First.Value;
                break;
            case JournalRecordKind.Boot:
                var boot = BootRecord.Read(payload);
                record["chainId"] = boot.ChainId;
                record["genesis"] = boot.GenesisHash.ToString();
                record["startedAt"] = Time(boot.StartedAtMs);
                break;
            default:
                AddRetention(record, kind, payload);
                break;
        }

        return record;
    }

    /// <summary>Spells a time that stands in a record.</summary>
    /// <param name="unixMs">Unix milliseconds.</param>
    /// <returns>The time in UTC.</returns>
    public static string Time(ulong unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(unixMs, 253_402_300_799_999)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static void AddRetention(JsonObject record, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.AdmissionFinal:
                record["id"] = AdmissionFinalRecord.Read(payload).Id.ToString();
                break;
            case JournalRecordKind.Forget:
                var forget = ForgetRecord.Read(payload);
                record["validBefore"] = forget.Before.Value;
                record["finalizedBlock"] = forget.FinalizedBlock;
                break;
            case JournalRecordKind.CheckpointBegin:
                record["asOf"] = CheckpointBeginRecord.Read(payload).AsOf;
                break;
            case JournalRecordKind.CheckpointPart:
                var part = CheckpointPartHeader.Read(payload);
                record["asOf"] = part.AsOf;
                record["section"] = (int)part.Section;
                record["items"] = part.Count;
                break;
            case JournalRecordKind.CheckpointEnd:
                var end = CheckpointEndRecord.Read(payload);
                record["asOf"] = end.AsOf;
                record["parts"] = end.Parts;
                record["items"] = end.Items;
                break;
            default:
                record["bytes"] = payload.Length;
                break;
        }
    }

    private static void Add(JsonObject record, in AcceptRecord accept)
    {
        var authorization = accept.Item.Authorization;
        record["id"] = record["sequence"]!.ToString();
        record["asset"] = accept.Item.Token.ToString();
        record["from"] = authorization.Payer.ToString();
        record["to"] = authorization.Payee.ToString();
        record["value"] = authorization.Value.ToString();
        record["nonce"] = authorization.AuthorizationNonce.ToString();
        record["validAfter"] = authorization.ValidAfter.Value;
        record["validBefore"] = authorization.ValidBefore.Value;
        record["level"] = WireNames.Of(accept.Item.Level);
        record["headBlock"] = accept.HeadBlock;
        record["receivedAt"] = Time(accept.ReceivedAtMs);
    }

    private static void Add(JsonObject record, AttemptRecord attempt)
    {
        record["lane"] = attempt.Lane.ToString();
        record["accountNonce"] = attempt.AccountNonce.Value;
        record["transaction"] = attempt.TransactionHash.ToString();
        record["tipWei"] = attempt.Fees.TipPerGasWei;
        record["capWei"] = attempt.Fees.CapPerGasWei;
        record["gasLimit"] = attempt.GasLimit;
        record["rawBytes"] = attempt.RawTransaction.Length;
        record["members"] = new JsonArray([.. attempt.Members.Select(member => (JsonNode)JsonValue.Create(member.ToString()))]);
    }

    private static void Add(JsonObject record, in OutcomeRecord outcome)
    {
        record["id"] = outcome.Id.ToString();
        record["outcome"] = WireNames.Of(outcome.Outcome);
        if (outcome.Reason != AbandonReason.None)
        {
            record["reason"] = WireNames.Of(outcome.Reason);
        }

        if (outcome.Proof.IsSome)
        {
            record["transaction"] = outcome.Proof.TransactionHash.ToString();
            record["logIndex"] = outcome.Proof.LogIndex;
            record["blockNumber"] = outcome.Proof.BlockNumber;
            record["blockHash"] = outcome.Proof.BlockHash.ToString();
        }

        record["level"] = WireNames.Of(outcome.Level);
        if (outcome.Corrects != 0)
        {
            record["corrects"] = outcome.Corrects;
        }

        record["batchSize"] = outcome.BatchSize;
        record["batchIndex"] = outcome.BatchIndex;
    }

    private static void Add(JsonObject record, in SubmissionFinalRecord final)
    {
        record["lane"] = final.Lane.ToString();
        record["accountNonce"] = final.AccountNonce.Value;
        record["transaction"] = final.TransactionHash.IsZero ? null : final.TransactionHash.ToString();
        record["blockNumber"] = final.BlockNumber;
        record["blockHash"] = final.BlockHash.ToString();
        if (final.Cost is { } cost)
        {
            record["gasUsed"] = cost.GasUsed;
            record["gasPriceWei"] = cost.GasPriceWei;
            record["l1FeeWei"] = cost.L1FeeWei;
            record["blockTime"] = Time(cost.BlockTime.Value * 1_000);
        }
    }
}
