using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto;

/// <summary>Recovery of a signer from an ECDSA signature on secp256k1, with the semantics of the EVM's
/// <c>ecrecover</c>.</summary>
/// <remarks>Pure functions over public data; any thread; nothing is allocated and nothing thrown for bad input. The first
/// call computes a table (a few milliseconds). Time depends on the values, which are public.</remarks>
public static class Secp256k1
{
    /// <summary>Bytes of an uncompressed public key without its prefix: x, then y, big-endian.</summary>
    public const int PublicKeySize = AffinePoint.Size;

    /// <summary>Whether s is above half the group order. Each signature has a twin with n − s and the other v; the token
    /// takes the low one only. Recovery itself takes both.</summary>
    /// <param name="s">Second half of a signature, big-endian; values of n and above are high too.</param>
    /// <returns>True when s is above n / 2.</returns>
    public static bool IsHighS(Hash256 s)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        s.CopyTo(bytes);
        return new UInt256(bytes) > HalfOrder;
    }

    /// <summary>Finds the account whose key made a signature.</summary>
    /// <param name="digest">The 32 bytes that were signed.</param>
    /// <param name="signature">The signature. r and s must lie between 1 and n − 1 and v be 27 or 28.</param>
    /// <param name="signer">The account, or zero.</param>
    /// <returns>False when no key can have made it.</returns>
    public static bool TryRecover(Hash256 digest, in EcdsaSignature signature, out Address signer)
    {
        Span<byte> publicKey = stackalloc byte[PublicKeySize];
        var recovered = TryRecover(digest, signature, publicKey);
        signer = recovered ? AddressOf(publicKey) : default;
        return recovered;
    }

    /// <summary>Finds the public key that made a signature.</summary>
    /// <param name="digest">The 32 bytes that were signed.</param>
    /// <param name="signature">The signature. r and s must lie between 1 and n − 1 and v be 27 or 28.</param>
    /// <param name="publicKey64">At least 64 bytes; receives x and y, big-endian. Untouched when there is no key.</param>
    /// <returns>False when no key can have made it.</returns>
    public static bool TryRecover(Hash256 digest, in EcdsaSignature signature, Span<byte> publicKey64)
    {
        if (!TryRecoverKey(digest, signature, out var key))
        {
            return false;
        }

        key.CopyTo(publicKey64);
        return true;
    }

    /// <inheritdoc cref="TryRecover(Hash256, in EcdsaSignature, Span{byte})"/>
    /// <param name="digest">The 32 bytes that were signed.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="publicKey">The key, or a value that is not one.</param>
    public static bool TryRecoverKey(Hash256 digest, in EcdsaSignature signature, out PublicKey publicKey)
    {
        publicKey = default;
        if (signature.V is not (27 or 28))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Hash256.Size];
        signature.S.CopyTo(bytes);
        if (!Scalar.TryReadNonZero(bytes, out var s))
        {
            return false;
        }

        // The EVM knows no recovery ids 2 and 3, so the x of the signature's point is r itself, never r + n.
        signature.R.CopyTo(bytes);
        if (!Scalar.TryReadNonZero(bytes, out var r)
            || !AffinePoint.TryLift(new FieldElement(bytes), yIsOdd: signature.V == 28, out var point))
        {
            return false;
        }

        digest.CopyTo(bytes);
        var inverse = Scalar.InvertVar(r);
        var u1 = Scalar.Negate(Scalar.Multiply(Scalar.ReadReduced(bytes), inverse));
        var u2 = Scalar.Multiply(s, inverse);
        DoubleMultiplication.ComputeVar(u1, u2, point, out var key);
        if (key.IsInfinity)
        {
            return false;
        }

        FieldRoots.InvertVar(key.Z, out var inverseZ);
        PointBatch.Scale(key, inverseZ, out var affine);
        publicKey = new PublicKey(affine);
        return true;
    }

    /// <summary>The account of a public key: the last 20 bytes of its hash.</summary>
    /// <param name="publicKey64">x and y, big-endian, 64 bytes. Not checked to be a point.</param>
    /// <returns>The address.</returns>
    public static Address AddressOf(ReadOnlySpan<byte> publicKey64)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(publicKey64[..PublicKeySize], hash);
        return new Address(hash[12..]);
    }

    /// <summary>(n − 1) / 2.</summary>
    private static UInt256 HalfOrder =>
        new(0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x5D576E7357A4501D, 0xDFE92F46681B20A0);
}
