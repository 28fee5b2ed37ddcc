using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>Payload of <see cref="JournalRecordKind.SubmissionFinal"/>: the account nonce of a lane is consumed for good.</summary>
/// <param name="Lane">The account.</param>
/// <param name="AccountNonce">The consumed account nonce.</param>
/// <param name="TransactionHash">The transaction that consumed it, or zero when it was none of ours.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Identity of its block: what the same transaction had proven in another one is not final.</param>
/// <remarks>Layout of version 1, 101 bytes: version 1, lane 20, account nonce 8, hash 32, block 8, block hash 32. Version 2, 133 bytes,
/// is followed by gas used 8, gas price 8, L1 fee 8, block time 8. Version 1 is what has no cost: a stranger's transaction, and
/// what was written before there was a version 2.</remarks>
public readonly record struct SubmissionFinalRecord(
    Address Lane,
    AccountNonce AccountNonce,
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash)
{
    private const int SizeWithoutCost = 101;
    private const int SizeWithCost = SizeWithoutCost + (4 * sizeof(ulong));
    private const byte WithoutCost = 1;
    private const byte WithCost = 2;

    /// <summary>What the transaction cost, or null when it was none of ours or an older program wrote the record.</summary>
    public SubmissionCost? Cost { get; init; }

    /// <summary>Bytes of the record.</summary>
    public int Size => Cost is null ? SizeWithoutCost : SizeWithCost;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Cost is null ? WithoutCost : WithCost);
        writer.WriteAddress(Lane);
        writer.WriteUInt64(AccountNonce.Value);
        writer.WriteHash(TransactionHash);
        writer.WriteUInt64(BlockNumber);
        writer.WriteHash(BlockHash);
        if (Cost is { } cost)
        {
            writer.WriteUInt64(cost.GasUsed);
            writer.WriteUInt64(cost.GasPriceWei);
            writer.WriteUInt64(cost.L1FeeWei);
            writer.WriteUInt64(cost.BlockTime.Value);
        }

        Invariant.Holds(writer.Length == Size);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote, in either version.</param>
    /// <returns>The record.</returns>
    public static SubmissionFinalRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        var version = reader.ReadByte();
        Invariant.Holds(version is WithoutCost or WithCost);

        var record = new SubmissionFinalRecord(
            reader.ReadAddress(),
            new AccountNonce(reader.ReadUInt64()),
            reader.ReadHash(),
            reader.ReadUInt64(),
            reader.ReadHash());
        return version == WithoutCost
            ? record
            : record with
            {
                Cost = new SubmissionCost(
                    reader.ReadUInt64(),
                    reader.ReadUInt64(),
                    reader.ReadUInt64(),
                    new UnixSeconds(reader.ReadUInt64())),
            };
    }
}
