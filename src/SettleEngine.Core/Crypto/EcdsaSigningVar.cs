using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto;

/// <summary>Fast ECDSA signing on secp256k1 whose time depends on the key: for generated load and for tests only.</summary>
/// <remarks>Never for keys that are worth something: whoever can time it, or shares the processor's cache, learns about
/// them. Signatures are those of RFC 6979 with HMAC-SHA-256 and low s, so they can be compared with other signers' byte
/// by byte. Any thread; the first call computes a table (some ten milliseconds).</remarks>
public static class EcdsaSigningVar
{
    private const int PrivateKeySize = 32;

    /// <summary>Computes the public key of a private key.</summary>
    /// <param name="privateKey32">32 big-endian bytes.</param>
    /// <param name="publicKey64">At least 64 bytes; receives x and y, big-endian.</param>
    /// <returns>False when the private key is not between 1 and n − 1.</returns>
    public static bool TryGetPublicKeyVar(ReadOnlySpan<byte> privateKey32, Span<byte> publicKey64)
    {
        if (!Scalar.TryReadNonZero(privateKey32[..PrivateKeySize], out var key))
        {
            return false;
        }

        MultiplyGeneratorVar(key, out var point);
        point.CopyTo(publicKey64);
        return true;
    }

    /// <summary>Signs a digest.</summary>
    /// <param name="privateKey32">32 big-endian bytes, between 1 and n − 1.</param>
    /// <param name="digest">The 32 bytes to sign.</param>
    /// <returns>A signature with low s and v of 27 or 28.</returns>
    public static EcdsaSignature SignVar(ReadOnlySpan<byte> privateKey32, Hash256 digest)
    {
        privateKey32 = privateKey32[..PrivateKeySize];
        var isValid = Scalar.TryReadNonZero(privateKey32, out var key);
        Invariant.Holds(isValid);

        Span<byte> message = stackalloc byte[Hash256.Size];
        digest.CopyTo(message);
        var z = Scalar.ReadReduced(message);
        EcdsaSignature signature;
        var attempt = 0;
        while (!TrySignVar(key, z, DeterministicNonce.DeriveVar(privateKey32, message, attempt), out signature))
        {
            attempt++;
        }

        return signature;
    }

    private static bool TrySignVar(in Scalar key, in Scalar z, in Scalar signingNonce, out EcdsaSignature signature)
    {
        signature = default;
        MultiplyGeneratorVar(signingNonce, out var point);
        Span<byte> r = stackalloc byte[Hash256.Size];
        point.X.CopyTo(r);

        // An x of n and above would need a recovery id that the EVM does not know; nobody has ever met one.
        if (!Scalar.TryReadNonZero(r, out var rScalar))
        {
            return false;
        }

        var s = Scalar.Multiply(
            Scalar.InvertVar(signingNonce), Scalar.Add(z, Scalar.Multiply(rScalar, key)));
        if (s.IsZero)
        {
            return false;
        }

        var yIsOdd = point.Y.IsOdd;
        if (s.IsHigh)
        {
            s = Scalar.Negate(s);
            yIsOdd = !yIsOdd;
        }

        Span<byte> sBytes = stackalloc byte[Hash256.Size];
        s.CopyTo(sBytes);
        signature = new EcdsaSignature(new Hash256(r), new Hash256(sBytes), (byte)(yIsOdd ? 28 : 27));
        return true;
    }

    private static void MultiplyGeneratorVar(in Scalar scalar, out AffinePoint point)
    {
        FixedBaseTable.MultiplyVar(scalar, out var product);
        FieldRoots.InvertVar(product.Z, out var inverseZ);
        PointBatch.Scale(product, inverseZ, out point);
    }
}
