using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Retention;

/// <summary>A payment that is not decided, or that an open attempt contains, as it stands in a checkpoint.</summary>
/// <param name="Id">The admission.</param>
/// <param name="Accept">What was admitted.</param>
/// <param name="IsFinal">Whether its outcome can change no more.</param>
/// <param name="LastTransactionHash">The newest signed transaction that contains it, or zero.</param>
/// <param name="SignedIn">Lanes and account nonces of the transactions that contain it.</param>
/// <param name="OutcomeSequence">Sequence of its newest outcome, or 0 while it has none.</param>
/// <param name="Outcome">Its newest outcome, if it has one.</param>
/// <remarks>Layout: id 8, accept record 231, final 1, transaction 32, outcome sequence 8, count 2, then lane 20 and account nonce
/// 8 for each, then the outcome record, 100, unless the outcome sequence is 0.</remarks>
public sealed record OpenPaymentRecord(
    AdmissionSequence Id,
    AcceptRecord Accept,
    bool IsFinal,
    Hash256 LastTransactionHash,
    IReadOnlyList<(Address Lane, AccountNonce AccountNonce)> SignedIn,
    ulong OutcomeSequence,
    OutcomeRecord Outcome)
{
    private const int FixedSize = 8 + AcceptRecord.Size + 1 + Hash256.Size + 8 + 2;
    private const int SlotSize = Address.Size + 8;

    /// <summary>Bytes of the item.</summary>
    public int Size => FixedSize + (SlotSize * SignedIn.Count) + (OutcomeSequence == 0 ? 0 : OutcomeRecord.Size);

    /// <summary>Writes the item.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        new RecordWriter(destination).WriteUInt64(Id.Value);
        Accept.WriteTo(destination[sizeof(ulong)..]);
        var rest = destination[(sizeof(ulong) + AcceptRecord.Size)..];
        var writer = new RecordWriter(rest);
        writer.WriteByte(IsFinal ? (byte)1 : (byte)0);
        writer.WriteHash(LastTransactionHash);
        writer.WriteUInt64(OutcomeSequence);
        writer.WriteUInt16(checked((ushort)SignedIn.Count));
        foreach (var (lane, accountNonce) in SignedIn)
        {
            writer.WriteAddress(lane);
            writer.WriteUInt64(accountNonce.Value);
        }

        if (OutcomeSequence != 0)
        {
            Outcome.WriteTo(rest[writer.Length..]);
        }
    }

    /// <summary>Reads an item.</summary>
    /// <param name="reader">Stands at the item; afterwards behind it.</param>
    /// <returns>The item.</returns>
    public static OpenPaymentRecord Read(ref RecordReader reader)
    {
        var id = new AdmissionSequence(reader.ReadUInt64());
        var accept = AcceptRecord.Read(reader.ReadBytes(AcceptRecord.Size));
        var isFinal = reader.ReadByte() != 0;
        var transactionHash = reader.ReadHash();
        var outcomeSequence = reader.ReadUInt64();
        var signedIn = new (Address, AccountNonce)[reader.ReadUInt16()];
        for (var i = 0; i < signedIn.Length; i++)
        {
            signedIn[i] = (reader.ReadAddress(), new AccountNonce(reader.ReadUInt64()));
        }

        var outcome = outcomeSequence == 0 ? default : OutcomeRecord.Read(reader.ReadBytes(OutcomeRecord.Size));
        return new OpenPaymentRecord(id, accept, isFinal, transactionHash, signedIn, outcomeSequence, outcome);
    }
}
