using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Submit;

/// <summary>Payload of <see cref="JournalRecordKind.Attempt"/>: lane, account nonce and signed bytes in one record, so that
/// no counter elsewhere can disagree with what was sent (reliability rules W2 and W3).</summary>
/// <param name="Lane">The account that signed.</param>
/// <param name="AccountNonce">Its account nonce.</param>
/// <param name="Fees">What it offers per gas.</param>
/// <param name="GasLimit">Most gas it may use.</param>
/// <param name="TransactionHash">Keccak-256 of the raw transaction.</param>
/// <param name="Members">Admissions that it settles, in call order; empty for a cancellation.</param>
/// <param name="RawTransaction">The exact bytes that may leave the process.</param>
/// <remarks>Layout: version 1, lane 20, account nonce 8, tip 8, cap 8, gas limit 8, hash 32, member count 2, members 8 each,
/// raw length 4, raw bytes.</remarks>
public sealed record AttemptRecord(
    Address Lane,
    AccountNonce AccountNonce,
    FeeOffer Fees,
    ulong GasLimit,
    Hash256 TransactionHash,
    AdmissionSequence[] Members,
    ReadOnlyMemory<byte> RawTransaction)
{
    private const byte Version = 1;

    private const int FixedSize = 1 + 20 + 8 + 8 + 8 + 8 + 32 + 2 + 4;

    /// <summary>Bytes of the record.</summary>
    public int Size => FixedSize + (8 * Members.Length) + RawTransaction.Length;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteAddress(Lane);
        writer.WriteUInt64(AccountNonce.Value);
        writer.WriteUInt64(Fees.TipPerGasWei);
        writer.WriteUInt64(Fees.CapPerGasWei);
        writer.WriteUInt64(GasLimit);
        writer.WriteHash(TransactionHash);
        writer.WriteUInt16(checked((ushort)Members.Length));
        foreach (var member in Members)
        {
            writer.WriteUInt64(member.Value);
        }

        writer.WriteUInt32(checked((uint)RawTransaction.Length));
        writer.WriteBytes(RawTransaction.Span);
        Invariant.Holds(writer.Length == Size);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record, which owns its bytes.</returns>
    public static AttemptRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);

        var lane = reader.ReadAddress();
        var accountNonce = new AccountNonce(reader.ReadUInt64());
        var fees = new FeeOffer(reader.ReadUInt64(), reader.ReadUInt64());
        var gasLimit = reader.ReadUInt64();
        var hash = reader.ReadHash();
        var members = new AdmissionSequence[reader.ReadUInt16()];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = new AdmissionSequence(reader.ReadUInt64());
        }

        var raw = reader.ReadBytes(checked((int)reader.ReadUInt32())).ToArray();
        return new AttemptRecord(lane, accountNonce, fees, gasLimit, hash, members, raw);
    }
}
