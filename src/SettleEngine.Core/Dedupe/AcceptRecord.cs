using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Dedupe;

/// <summary>Payload of <see cref="JournalRecordKind.Accept"/>: everything that settling and answering need after a crash.</summary>
/// <param name="Item">The authorization with its signature.</param>
/// <param name="HeadBlock">Height of the newest block when it was handed in. A proof at or below it is an old one.</param>
/// <param name="ReceivedAtMs">Unix milliseconds when it was admitted; for people, never for decisions.</param>
/// <remarks>Layout, 231 bytes: version 1, token 20, payer 20, payee 20, value 32, valid after 8, valid before 8,
/// authorization nonce 32, r 32, s 32, v 1, level 1, head block 8, received at 8, reserved 8 (zero).</remarks>
public readonly record struct AcceptRecord(SignedAuthorization Item, ulong HeadBlock, ulong ReceivedAtMs)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 231;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        var authorization = Item.Authorization;
        writer.WriteByte(Version);
        writer.WriteAddress(Item.Token);
        writer.WriteAddress(authorization.Payer);
        writer.WriteAddress(authorization.Payee);
        writer.WriteWord(authorization.Value.Units);
        writer.WriteUInt64(authorization.ValidAfter.Value);
        writer.WriteUInt64(authorization.ValidBefore.Value);
        writer.WriteHash(authorization.AuthorizationNonce.Bytes);
        writer.WriteHash(Item.Signature.R);
        writer.WriteHash(Item.Signature.S);
        writer.WriteByte(Item.Signature.V);
        writer.WriteByte((byte)Item.Level);
        writer.WriteUInt64(HeadBlock);
        writer.WriteUInt64(ReceivedAtMs);
        writer.WriteUInt64(0);
        Invariant.Holds(writer.Length == Size);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static AcceptRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);

        var token = reader.ReadAddress();
        var authorization = new Authorization(
            reader.ReadAddress(),
            reader.ReadAddress(),
            new TokenAmount(reader.ReadWord()),
            new UnixSeconds(reader.ReadUInt64()),
            new UnixSeconds(reader.ReadUInt64()),
            new AuthorizationNonce(reader.ReadHash()));
        var signature = new EcdsaSignature(reader.ReadHash(), reader.ReadHash(), reader.ReadByte());
        var level = (ConfirmationLevel)reader.ReadByte();
        return new AcceptRecord(
            new SignedAuthorization(token, authorization, signature, level),
            reader.ReadUInt64(),
            reader.ReadUInt64());
    }
}
