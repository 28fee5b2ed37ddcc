using SettleEngine.Core.Encoding;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>Rule W2: what leaves is durable before it leaves, byte for byte.</summary>
public sealed class SendChecker(SimulatedDisk disk, Violations violations)
{
    public void OnSend(DurableTransaction transaction)
    {
        if (transaction.JournalSequence > disk.DurableSequence)
        {
            violations.Add("W2", $"transaction {transaction.TransactionHash} left before its record was durable");
            return;
        }

        var record = disk.Records[(int)transaction.JournalSequence - 1];
        violations.Check(
            record.Kind == JournalRecordKind.Attempt
            && AttemptRecord.Read(record.Payload) is var attempt
            && attempt.TransactionHash == transaction.TransactionHash
            && attempt.RawTransaction.Span.SequenceEqual(transaction.RawTransaction.Span),
            "W2",
            $"record {transaction.JournalSequence} does not hold the bytes of transaction {transaction.TransactionHash}");
    }
}
