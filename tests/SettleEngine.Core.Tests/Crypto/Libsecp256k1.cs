using System.Runtime.InteropServices;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>The native library that answers are compared with. Used by tests alone.</summary>
internal static class Libsecp256k1
{
    private const string Library = "libsecp256k1.so.1";
    private const uint SignAndVerify = 0x301;
    private const uint Uncompressed = 2;

    private static readonly Lazy<IntPtr> Context = new(() => secp256k1_context_create(SignAndVerify));

    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>The key without its prefix, or null.</summary>
    public static byte[]? Recover(byte[] digest, byte[] r, byte[] s, int recoveryId)
    {
        var signature = new byte[65];
        var publicKey = new byte[64];
        return secp256k1_ecdsa_recoverable_signature_parse_compact(Context.Value, signature, [.. r, .. s], recoveryId) == 1
            && secp256k1_ecdsa_recover(Context.Value, publicKey, signature, digest) == 1
                ? Serialize(publicKey)
                : null;
    }

    /// <summary>r, s and the recovery id plus 27.</summary>
    public static byte[] Sign(byte[] digest, byte[] privateKey)
    {
        var signature = new byte[65];
        var compact = new byte[64];
        Assert(secp256k1_ecdsa_sign_recoverable(Context.Value, signature, digest, privateKey, IntPtr.Zero, IntPtr.Zero));
        Assert(secp256k1_ecdsa_recoverable_signature_serialize_compact(Context.Value, compact, out var id, signature));
        return [.. compact, (byte)(27 + id)];
    }

    public static byte[] PublicKey(byte[] privateKey)
    {
        var publicKey = new byte[64];
        Assert(secp256k1_ec_pubkey_create(Context.Value, publicKey, privateKey));
        return Serialize(publicKey);
    }

    private static byte[] Serialize(byte[] publicKey)
    {
        var serialized = new byte[65];
        nuint length = 65;
        Assert(secp256k1_ec_pubkey_serialize(Context.Value, serialized, ref length, publicKey, Uncompressed));
        return serialized[1..];
    }

    private static void Assert(int result) => Xunit.Assert.Equal(1, result);

    [DllImport(Library)]
    private static extern IntPtr secp256k1_context_create(uint flags);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recoverable_signature_parse_compact(
        IntPtr context, byte[] signature, byte[] compact, int recoveryId);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recover(
        IntPtr context, byte[] publicKey, byte[] signature, byte[] digest);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_create(IntPtr context, byte[] publicKey, byte[] privateKey);

    [DllImport(Library)]
    private static extern int secp256k1_ec_pubkey_serialize(
        IntPtr context, byte[] output, ref nuint length, byte[] publicKey, uint flags);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_sign_recoverable(
        IntPtr context, byte[] signature, byte[] digest, byte[] privateKey, IntPtr nonceFunction, IntPtr nonceData);

    [DllImport(Library)]
    private static extern int secp256k1_ecdsa_recoverable_signature_serialize_compact(
        IntPtr context, byte[] compact, out int recoveryId, byte[] signature);
}
