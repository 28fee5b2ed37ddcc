using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>One authorization inside a frame.</summary>
/// <remarks>
/// <code>
/// 0   level            1    0 stands for 1, included
/// 1   token           20
/// 21  payer           20
/// 41  payee           20
/// 61  value           32    big-endian, as the chain writes it
/// 93  valid after      8    little-endian, like every count of the format
/// 101 valid before     8
/// 109 nonce           32    the authorization nonce
/// 141 signature bytes  2    little-endian; 65 today, room for what contracts sign with
/// 143 signature
/// </code>
/// </remarks>
public static class FrameItem
{
    /// <summary>Bytes before the signature.</summary>
    public const int FixedBytes = 143;

    /// <summary>Bytes of an item with a 65-byte signature.</summary>
    public const int EcdsaItemBytes = FixedBytes + EcdsaSignature.Size;

    private const int SignatureLengthOffset = 141;

    /// <summary>Reads how long an item is, without reading it.</summary>
    /// <param name="bytes">At least <see cref="FixedBytes"/> bytes of the item's start.</param>
    /// <param name="itemBytes">Bytes of the item, or 0.</param>
    /// <returns><see cref="FrameErrorCode.None"/> or <see cref="FrameErrorCode.ItemTooLong"/>.</returns>
    public static FrameErrorCode TryMeasure(ReadOnlySpan<byte> bytes, out int itemBytes)
    {
        var signatureBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[SignatureLengthOffset..]);
        var fits = signatureBytes <= FrameLayout.MaxItemBytes - FixedBytes;
        itemBytes = fits ? FixedBytes + signatureBytes : 0;
        return fits ? FrameErrorCode.None : FrameErrorCode.ItemTooLong;
    }

    /// <summary>Reads an item. What is wrong with it concerns this item alone, so it is a reason and not a frame error.</summary>
    /// <param name="bytes">Exactly the bytes that <see cref="TryMeasure"/> said.</param>
    /// <param name="item">The authorization; with a zero signature when that is what is wrong.</param>
    /// <returns><see cref="RejectReason.None"/>; <see cref="RejectReason.Malformed"/> for an unknown level;
    /// <see cref="RejectReason.SignatureFormat"/> or <see cref="RejectReason.SignatureRecoveryId"/>.</returns>
    public static RejectReason TryRead(ReadOnlySpan<byte> bytes, out SignedAuthorization item)
    {
        var reason = EcdsaSignature.TryRead(bytes[FixedBytes..], out var signature);
        var level = bytes[0] == 0 ? ConfirmationLevel.Included : (ConfirmationLevel)bytes[0];
        if (level > ConfirmationLevel.Finalized)
        {
            level = ConfirmationLevel.Included;
            reason = RejectReason.Malformed;
        }

        var authorization = new Authorization(
            new Address(bytes[21..]),
            new Address(bytes[41..]),
            new TokenAmount(new UInt256(bytes[61..])),
            new UnixSeconds(BinaryPrimitives.ReadUInt64LittleEndian(bytes[93..])),
            new UnixSeconds(BinaryPrimitives.ReadUInt64LittleEndian(bytes[101..])),
            new AuthorizationNonce(new Hash256(bytes[109..])));
        item = new SignedAuthorization(new Address(bytes[1..]), authorization, signature, level);
        return reason;
    }

    /// <summary>Writes an item.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="destination">At least <see cref="EcdsaItemBytes"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(in SignedAuthorization item, Span<byte> destination)
    {
        destination[0] = (byte)item.Level;
        item.Token.CopyTo(destination[1..]);
        item.Authorization.Payer.CopyTo(destination[21..]);
        item.Authorization.Payee.CopyTo(destination[41..]);
        item.Authorization.Value.Units.WriteBigEndian(destination[61..]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[93..], item.Authorization.ValidAfter.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[101..], item.Authorization.ValidBefore.Value);
        item.Authorization.AuthorizationNonce.Bytes.CopyTo(destination[109..]);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[SignatureLengthOffset..], EcdsaSignature.Size);
        item.Signature.CopyTo(destination[FixedBytes..]);
        return EcdsaItemBytes;
    }
}
