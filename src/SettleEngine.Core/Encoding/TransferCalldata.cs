using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Core.Encoding;

/// <summary>Calldata of the token's <c>transferWithAuthorization</c> in its <c>(v, r, s)</c> overload.</summary>
/// <remarks>
/// <code>
/// 0   4   selector
/// 4   32  from       36  32  to          68  32  value
/// 100 32  validAfter 132 32  validBefore 164 32  nonce
/// 196 32  v          228 32  r           260 32  s
/// </code>
/// </remarks>
public static class TransferCalldata
{
    /// <summary>Bytes of the calldata.</summary>
    public const int Size = 4 + (9 * AbiWord.Size);

    /// <summary>Writes the calldata.</summary>
    /// <param name="payment">What to settle; the token is not part of it.</param>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public static void Write(in SignedAuthorization payment, Span<byte> destination)
    {
        var signature = payment.Signature;
        var authorization = payment.Authorization;
        BinaryPrimitives.WriteUInt32BigEndian(destination, FunctionSelectors.TransferWithAuthorization);
        AbiWord.Write(destination[4..], authorization.Payer);
        AbiWord.Write(destination[36..], authorization.Payee);
        authorization.Value.Units.WriteBigEndian(destination[68..]);
        AbiWord.Write(destination[100..], authorization.ValidAfter.Value);
        AbiWord.Write(destination[132..], authorization.ValidBefore.Value);
        authorization.AuthorizationNonce.Bytes.CopyTo(destination[164..]);
        AbiWord.Write(destination[196..], signature.V);
        signature.R.CopyTo(destination[228..]);
        signature.S.CopyTo(destination[260..]);
    }
}
