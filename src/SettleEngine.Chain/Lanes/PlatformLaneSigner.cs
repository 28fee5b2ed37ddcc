using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Lanes;

/// <summary>Signs for a lane with the platform's own secp256k1. The key lives in the platform's memory only.</summary>
/// <remarks>Recovery finds the parity, and shows a faulty signing. Thread rule: one call at a time.</remarks>
public sealed class PlatformLaneSigner : ILaneSigner, IDisposable
{
    private const string Secp256k1Oid = "1.3.132.0.10";
    private const int ScalarBytes = 32;

    private static readonly UInt256 Order = new(
        0xFFFFFFFF_FFFFFFFF,
        0xFFFFFFFF_FFFFFFFE,
        0xBAAEDCE6_AF48A03B,
        0xBFD25E8C_D0364141);

    private static readonly UInt256 HalfOrder = new(
        0x7FFFFFFF_FFFFFFFF,
        0xFFFFFFFF_FFFFFFFF,
        0x5D576E73_57A4501D,
        0xDFE92F46_681B20A0);

    private readonly ECDsa _key;

    private PlatformLaneSigner(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Span<byte> publicKey = stackalloc byte[2 * ScalarBytes];
        point.X.CopyTo(publicKey);
        point.Y.CopyTo(publicKey[ScalarBytes..]);
        Account = Secp256k1.AddressOf(publicKey);
    }

    /// <inheritdoc/>
    public Address Account { get; }

    /// <summary>Imports a private key.</summary>
    /// <param name="key">32 big-endian bytes; the caller wipes them.</param>
    /// <param name="signer">The signer; the caller disposes it.</param>
    /// <returns>Whether the number is a private key: above zero and below the group order.</returns>
    public static bool TryImport(ReadOnlySpan<byte> key, [NotNullWhen(true)] out PlatformLaneSigner? signer)
    {
        signer = null;
        if (key.Length != ScalarBytes)
        {
            return false;
        }

        // Compared as bytes, so that no number with the key's value stays behind on the stack.
        Span<byte> order = stackalloc byte[ScalarBytes];
        Order.WriteBigEndian(order);
        if (!key.ContainsAnyExcept((byte)0) || key.SequenceCompareTo(order) >= 0)
        {
            return false;
        }

        // The platform wants an array. Pinned, so that the collector leaves no copy of the key behind when it is wiped.
        var secret = GC.AllocateUninitializedArray<byte>(ScalarBytes, pinned: true);
        try
        {
            key.CopyTo(secret);
            signer = new PlatformLaneSigner(ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.CreateFromValue(Secp256k1Oid),
                D = secret,
            }));
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <inheritdoc/>
    public ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(MakeSignature(hash));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private EcdsaSignature MakeSignature(Hash256 hash)
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Span<byte> halves = stackalloc byte[2 * ScalarBytes];
        hash.CopyTo(digest);
        var written = _key.SignHash(digest, halves, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Invariant.Holds(written == halves.Length);

        // Nodes refuse the upper half of s, so the other of the two valid values is taken.
        var s = new UInt256(halves[ScalarBytes..]);
        if (s > HalfOrder)
        {
            (Order - s).WriteBigEndian(halves[ScalarBytes..]);
        }

        var r = new Hash256(halves);
        var low = new Hash256(halves[ScalarBytes..]);
        for (byte v = 27; v <= 28; v++)
        {
            var signature = new EcdsaSignature(r, low, v);
            if (Secp256k1.TryRecover(hash, signature, out var account) && account == Account)
            {
                return signature;
            }
        }

        throw new SignerUnavailableException("the platform made a signature that the account cannot be recovered from");
    }
}
