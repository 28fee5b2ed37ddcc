using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>A secp256k1 signature as the token's <c>(v, r, s)</c> overload takes it.</summary>
/// <param name="R">First half, big-endian.</param>
/// <param name="S">Second half, big-endian.</param>
/// <param name="V">Recovery id plus 27: 27 or 28.</param>
public readonly record struct EcdsaSignature(Hash256 R, Hash256 S, byte V)
{
    /// <summary>Bytes on the wire: r, s, v.</summary>
    public const int Size = 65;

    /// <summary>Reads r‖s‖v. A v of 0 or 1 is taken as 27 or 28, because calldata must carry the latter.</summary>
    /// <param name="bytes">The signature as the payer sent it.</param>
    /// <param name="signature">The signature, or zero.</param>
    /// <returns><see cref="RejectReason.None"/>, <see cref="RejectReason.SignatureFormat"/> when there are not 65 bytes
    /// (64-byte compact signatures of EIP-2098 are refused like any other length), or
    /// <see cref="RejectReason.SignatureRecoveryId"/>.</returns>
    public static RejectReason TryRead(ReadOnlySpan<byte> bytes, out EcdsaSignature signature)
    {
        signature = default;
        if (bytes.Length != Size)
        {
            return RejectReason.SignatureFormat;
        }

        var v = bytes[64] < 2 ? (byte)(bytes[64] + 27) : bytes[64];
        if (v is not (27 or 28))
        {
            return RejectReason.SignatureRecoveryId;
        }

        signature = new EcdsaSignature(new Hash256(bytes), new Hash256(bytes[32..]), v);
        return RejectReason.None;
    }

    /// <summary>Writes r‖s‖v.</summary>
    /// <param name="destination">At least 65 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        R.CopyTo(destination);
        S.CopyTo(destination[32..]);
        destination[64] = V;
    }
}
