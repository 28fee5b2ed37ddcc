using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>Payload of <see cref="JournalRecordKind.SubmissionFinal"/>: the account nonce of a lane is consumed for good.</summary>
/// <param name="Lane">The account.</param>
/// <param name="AccountNonce">The consumed account nonce.</param>
/// <param name="TransactionHash">The transaction that consumed it, or zero when it was none of ours.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Identity of its block: what the same transaction had proven in another one is not final.</param>
/// <remarks>Layout, 101 bytes: version 1, lane 20, account nonce 8, hash 32, block 8, block hash 32.</remarks>
public readonly record struct SubmissionFinalRecord(
    Address Lane,
    AccountNonce AccountNonce,
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 101;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteAddress(Lane);
        writer.WriteUInt64(AccountNonce.Value);
        writer.WriteHash(TransactionHash);
        writer.WriteUInt64(BlockNumber);
        writer.WriteHash(BlockHash);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static SubmissionFinalRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new SubmissionFinalRecord(
            reader.ReadAddress(),
            new AccountNonce(reader.ReadUInt64()),
            reader.ReadHash(),
            reader.ReadUInt64(),
            reader.ReadHash());
    }
}
