using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Retention;

/// <summary>A payment about which nothing can change any more, as it is kept until its key is forgotten.</summary>
/// <param name="Id">The admission.</param>
/// <param name="Token">The token.</param>
/// <param name="Authorization">What the payer signed.</param>
/// <param name="Signature">Its signature.</param>
/// <param name="OutcomeSequence">Sequence of the outcome that stands.</param>
/// <param name="Outcome">The outcome that stands.</param>
/// <remarks>Layout, 312 bytes: id 8, valid before 8, token 20, payer 20, payee 20, value 32, valid after 8, authorization nonce
/// 32, r 32, s 32, v 1, outcome sequence 8, and of the outcome: outcome 1, reason 1, transaction 32, log index 4, block 8,
/// block hash 32, level 1, corrects 8, batch size 2, batch index 2.</remarks>
public readonly record struct ClosedPayment(
    AdmissionSequence Id,
    Address Token,
    Authorization Authorization,
    EcdsaSignature Signature,
    ulong OutcomeSequence,
    OutcomeRecord Outcome)
{
    /// <summary>Bytes of one payment.</summary>
    public const int Size = 312;

    /// <summary>The authorization's key.</summary>
    public AuthorizationKey Key => new(Token, Authorization.Payer, Authorization.AuthorizationNonce);

    /// <summary>Writes the payment.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteUInt64(Id.Value);
        writer.WriteUInt64(Authorization.ValidBefore.Value);
        writer.WriteAddress(Token);
        writer.WriteAddress(Authorization.Payer);
        writer.WriteAddress(Authorization.Payee);
        writer.WriteWord(Authorization.Value.Units);
        writer.WriteUInt64(Authorization.ValidAfter.Value);
        writer.WriteHash(Authorization.AuthorizationNonce.Bytes);
        writer.WriteHash(Signature.R);
        writer.WriteHash(Signature.S);
        writer.WriteByte(Signature.V);
        writer.WriteUInt64(OutcomeSequence);
        writer.WriteByte((byte)Outcome.Outcome);
        writer.WriteByte((byte)Outcome.Reason);
        writer.WriteHash(Outcome.Proof.TransactionHash);
        writer.WriteUInt32(Outcome.Proof.LogIndex);
        writer.WriteUInt64(Outcome.Proof.BlockNumber);
        writer.WriteHash(Outcome.Proof.BlockHash);
        writer.WriteByte((byte)Outcome.Level);
        writer.WriteUInt64(Outcome.Corrects);
        writer.WriteUInt16(Outcome.BatchSize);
        writer.WriteUInt16(Outcome.BatchIndex);
        Invariant.Holds(writer.Length == Size);
    }

    /// <summary>Reads a payment.</summary>
    /// <param name="source">Begins with what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The payment.</returns>
    public static ClosedPayment Read(ReadOnlySpan<byte> source)
    {
        var reader = new RecordReader(source);
        var id = new AdmissionSequence(reader.ReadUInt64());
        var validBefore = new UnixSeconds(reader.ReadUInt64());
        var token = reader.ReadAddress();
        var authorization = new Authorization(
            reader.ReadAddress(),
            reader.ReadAddress(),
            new TokenAmount(reader.ReadWord()),
            new UnixSeconds(reader.ReadUInt64()),
            validBefore,
            new AuthorizationNonce(reader.ReadHash()));
        var signature = new EcdsaSignature(reader.ReadHash(), reader.ReadHash(), reader.ReadByte());
        return new ClosedPayment(id, token, authorization, signature, reader.ReadUInt64(), ReadOutcome(ref reader, id));
    }

    private static OutcomeRecord ReadOutcome(ref RecordReader reader, AdmissionSequence id)
    {
        var outcome = (SettlementOutcome)reader.ReadByte();
        var reason = (AbandonReason)reader.ReadByte();
        var transactionHash = reader.ReadHash();
        var logIndex = reader.ReadUInt32();
        return new OutcomeRecord(
            id,
            outcome,
            reason,
            new ProofLocation(transactionHash, reader.ReadUInt64(), reader.ReadHash(), logIndex),
            (ConfirmationLevel)reader.ReadByte(),
            reader.ReadUInt64(),
            reader.ReadUInt16(),
            reader.ReadUInt16());
    }
}
