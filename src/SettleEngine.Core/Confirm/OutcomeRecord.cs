using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>Payload of <see cref="JournalRecordKind.Outcome"/>: what happened to one admission, with its proof.</summary>
/// <param name="Id">The admission.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Reason">Why it was given up, or None.</param>
/// <param name="Proof">Where the chain shows it; default when there is no transaction.</param>
/// <param name="Level">How firm the block was when this was recorded.</param>
/// <param name="Corrects">Sequence of the outcome that a reorg made untrue, or 0.</param>
/// <param name="BatchSize">Payments in our transaction; 0 when it was not ours.</param>
/// <param name="BatchIndex">Position in our transaction, from 0.</param>
/// <remarks>Layout, 100 bytes: version 1, id 8, outcome 1, reason 1, transaction 32, log index 4, block 8, block hash 32,
/// level 1, corrects 8, batch size 2, batch index 2.</remarks>
public readonly record struct OutcomeRecord(
    AdmissionSequence Id,
    SettlementOutcome Outcome,
    AbandonReason Reason,
    ProofLocation Proof,
    ConfirmationLevel Level,
    ulong Corrects,
    ushort BatchSize,
    ushort BatchIndex)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 100;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(Id.Value);
        writer.WriteByte((byte)Outcome);
        writer.WriteByte((byte)Reason);
        writer.WriteHash(Proof.TransactionHash);
        writer.WriteUInt32(Proof.LogIndex);
        writer.WriteUInt64(Proof.BlockNumber);
        writer.WriteHash(Proof.BlockHash);
        writer.WriteByte((byte)Level);
        writer.WriteUInt64(Corrects);
        writer.WriteUInt16(BatchSize);
        writer.WriteUInt16(BatchIndex);
        Invariant.Holds(writer.Length == Size);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static OutcomeRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);

        var id = new AdmissionSequence(reader.ReadUInt64());
        var outcome = (SettlementOutcome)reader.ReadByte();
        var reason = (AbandonReason)reader.ReadByte();
        var transactionHash = reader.ReadHash();
        var logIndex = reader.ReadUInt32();
        var proof = new ProofLocation(transactionHash, reader.ReadUInt64(), reader.ReadHash(), logIndex);
        return new OutcomeRecord(
            id,
            outcome,
            reason,
            proof,
            (ConfirmationLevel)reader.ReadByte(),
            reader.ReadUInt64(),
            reader.ReadUInt16(),
            reader.ReadUInt16());
    }
}
