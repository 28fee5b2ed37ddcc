using System.Runtime.InteropServices;

namespace SettleEngine.SignatureOracle;

/// <summary>The native library that verdicts are compared with. Tests and benchmarks use it, the engine never.</summary>
/// <remarks>Any thread: the context is only read. Spans must have the lengths that the parameters' names say.</remarks>
public static class Libsecp256k1
{
    /// <summary>Bytes of the library's own form of a public key, which only it can read.</summary>
    public const int OpaqueKeySize = 64;

    private const string Library = "libsecp256k1.so.1";
    private const uint SignAndVerify = 0x301;
    private const uint Uncompressed = 2;
    private const int CompactSize = 64;
    private const int RecoverableSize = 65;
    private const int SerializedSize = 65;

    private static readonly Lazy<nint> Context = new(() => secp256k1_context_create(SignAndVerify));

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>Why tests that need it are skipped, or null. In CI nothing is skipped: they fail.</summary>
    public static string? Absence => IsInstalled || Environment.GetEnvironmentVariable("CI") == "true"
        ? null
        : "libsecp256k1 is not installed (Debian: apt-get install libsecp256k1-1).";

    /// <summary>Recovers a public key.</summary>
    /// <param name="digest32">What was signed.</param>
    /// <param name="rs64">r and s, big-endian.</param>
    /// <param name="recoveryId">0 to 3; 2 and 3 mean that the point's x is r + n.</param>
    /// <param name="publicKey64">Receives x and y, big-endian.</param>
    /// <returns>False when there is no key; the destination is then untouched.</returns>
    public static bool TryRecover(
        ReadOnlySpan<byte> digest32, ReadOnlySpan<byte> rs64, int recoveryId, Span<byte> publicKey64)
    {
        Span<byte> signature = stackalloc byte[RecoverableSize];
        Span<byte> opaque = stackalloc byte[OpaqueKeySize];
        if (secp256k1_ecdsa_recoverable_signature_parse_compact(
                Context.Value, ref signature[0], in rs64[0], recoveryId) != 1
            || secp256k1_ecdsa_recover(Context.Value, ref opaque[0], in signature[0], in digest32[0]) != 1)
        {
            return false;
        }

        Serialize(opaque, publicKey64);
        return true;
    }

    /// <summary>The key without its prefix, or null.</summary>
    public static byte[]? Recover(byte[] digest, byte[] r, byte[] s, int recoveryId)
    {
        var publicKey = new byte[64];
        return TryRecover(digest, [.. r, .. s], recoveryId, publicKey) ? publicKey : null;
    }

    /// <summary>Checks a signature with low s against a known key, any v: plain ECDSA.</summary>
    /// <param name="digest32">What was signed.</param>
    /// <param name="rs64">r and s, big-endian.</param>
    /// <param name="opaqueKey64">What <see cref="ParseKey"/> gave.</param>
    public static bool Verify(ReadOnlySpan<byte> digest32, ReadOnlySpan<byte> rs64, ReadOnlySpan<byte> opaqueKey64)
    {
        Span<byte> signature = stackalloc byte[CompactSize];
        return secp256k1_ecdsa_signature_parse_compact(Context.Value, ref signature[0], in rs64[0]) == 1
            && secp256k1_ecdsa_verify(Context.Value, in signature[0], in digest32[0], in opaqueKey64[0]) == 1;
    }

    /// <summary>r, s and the recovery id plus 27.</summary>
    public static byte[] Sign(byte[] digest, byte[] privateKey)
    {
        Span<byte> signature = stackalloc byte[RecoverableSize];
        var signed = new byte[65];
        Require(secp256k1_ecdsa_sign_recoverable(
            Context.Value, ref signature[0], in digest[0], in privateKey[0], 0, 0));
        Require(secp256k1_ecdsa_recoverable_signature_serialize_compact(
            Context.Value, ref signed[0], out var id, in signature[0]));
        signed[64] = (byte)(27 + id);
        return signed;
    }

    /// <summary>x and y of a private key's public key, which is that multiple of the generator.</summary>
    public static byte[] PublicKey(byte[] privateKey)
    {
        Span<byte> opaque = stackalloc byte[OpaqueKeySize];
        Require(secp256k1_ec_pubkey_create(Context.Value, ref opaque[0], in privateKey[0]));
        var publicKey = new byte[64];
        Serialize(opaque, publicKey);
        return publicKey;
    }

    /// <summary>A point with a given x, or null when there is none.</summary>
    /// <param name="x32">x, big-endian.</param>
    /// <param name="yIsOdd">Which of the two.</param>
    public static byte[]? Lift(ReadOnlySpan<byte> x32, bool yIsOdd) =>
        TryParse([(byte)(yIsOdd ? 3 : 2), .. x32], out var opaque) ? Serialized(opaque) : null;

    /// <summary>A multiple of a point.</summary>
    /// <param name="point64">x and y.</param>
    /// <param name="factor32">1 to n − 1.</param>
    public static byte[] Multiply(byte[] point64, byte[] factor32)
    {
        var opaque = ParseKey(point64);
        Require(secp256k1_ec_pubkey_tweak_mul(Context.Value, ref opaque[0], in factor32[0]));
        return Serialized(opaque);
    }

    /// <summary>The sum of a multiple of the generator and a point, or null when it is infinity.</summary>
    /// <param name="point64">x and y.</param>
    /// <param name="generatorFactor32">0 to n − 1.</param>
    public static byte[]? AddGenerator(byte[] point64, byte[] generatorFactor32)
    {
        var opaque = ParseKey(point64);
        return secp256k1_ec_pubkey_tweak_add(Context.Value, ref opaque[0], in generatorFactor32[0]) == 1
            ? Serialized(opaque)
            : null;
    }

    /// <summary>The library's own form of a public key.</summary>
    /// <param name="publicKey64">x and y of a point of the curve.</param>
    public static byte[] ParseKey(ReadOnlySpan<byte> publicKey64)
    {
        Require(TryParse([4, .. publicKey64], out var opaque) ? 1 : 0);
        return opaque;
    }

    private static bool TryParse(byte[] serialized, out byte[] opaque)
    {
        opaque = new byte[OpaqueKeySize];
        return secp256k1_ec_pubkey_parse(
            Context.Value, ref opaque[0], in serialized[0], (nuint)serialized.Length) == 1;
    }

    private static byte[] Serialized(ReadOnlySpan<byte> opaque)
    {
        var publicKey = new byte[64];
        Serialize(opaque, publicKey);
        return publicKey;
    }

    private static void Serialize(ReadOnlySpan<byte> opaque, Span<byte> publicKey64)
    {
        Span<byte> serialized = stackalloc byte[SerializedSize];
        nuint length = SerializedSize;
        Require(secp256k1_ec_pubkey_serialize(Context.Value, ref serialized[0], ref length, in opaque[0], Uncompressed));
        serialized[1..].CopyTo(publicKey64);
    }

    private static void Require(int result)
    {
        if (result != 1)
        {
            throw new InvalidOperationException("libsecp256k1 refused an argument.");
        }
    }

    [DllImport(Library)]
    private static extern nint secp256k1_context_create(uint flags);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recoverable_signature_parse_compact(
        nint context, ref byte signature, in byte compact, int recoveryId);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recover(
        nint context, ref byte publicKey, in byte signature, in byte digest);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_signature_parse_compact(nint context, ref byte signature, in byte compact);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_verify(
        nint context, in byte signature, in byte digest, in byte publicKey);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_create(nint context, ref byte publicKey, in byte privateKey);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_parse(
        nint context, ref byte publicKey, in byte input, nuint length);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_serialize(
        nint context, ref byte output, ref nuint length, in byte publicKey, uint flags);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_tweak_mul(nint context, ref byte publicKey, in byte factor);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_tweak_add(nint context, ref byte publicKey, in byte summand);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_sign_recoverable(
        nint context, ref byte signature, in byte digest, in byte privateKey, nint nonceFunction, nint nonceData);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recoverable_signature_serialize_compact(
        nint context, ref byte compact, out int recoveryId, in byte signature);
}
