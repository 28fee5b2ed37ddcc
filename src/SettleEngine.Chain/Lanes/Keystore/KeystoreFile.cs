using System.Security.Cryptography;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>A private key in an encrypted file, as wallets write it: Web3 Secret Storage, version 3.</summary>
public static class KeystoreFile
{
    /// <summary>Bytes that the password becomes: half of them encrypt, half of them authenticate.</summary>
    internal const int DerivedBytes = 32;

    private const int KeyBytes = 32;
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file. It must be readable by its owner only.</param>
    /// <param name="password">The password's bytes.</param>
    /// <returns>The signer; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">The file is open to others, is no keystore, asks for too much memory or work, or the
    /// password is not its own.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PlatformLaneSigner Read(string path, ReadOnlySpan<byte> password)
    {
        using var text = SecretFile.Read(path, "keystore", MaxFileBytes);
        try
        {
            return Open(KeystoreDocument.Parse(text.Span), password);
        }
        catch (FormatException refused)
        {
            throw new InvalidDataException($"The keystore {path} cannot be opened: {refused.Message}.");
        }
    }

    private static PlatformLaneSigner Open(KeystoreDocument document, ReadOnlySpan<byte> password)
    {
        if (document.Derivation.WhyRefused is { } reason)
        {
            throw new FormatException(reason);
        }

        using var derived = new SecretBytes(DerivedBytes);
        document.Derivation.Derive(password, derived.Span);
        if (!IsAuthentic(document, derived.Span[(DerivedBytes / 2)..]))
        {
            throw new FormatException("the password is not its own, or it was changed");
        }

        // A key that the file holds without its leading zeros is filled up on the left.
        using var key = new SecretBytes(KeyBytes);
        var encrypted = key.Span[^document.Ciphertext.Length..];
        document.Ciphertext.CopyTo(encrypted);
        AesCounterMode.Apply(derived.Span[..(DerivedBytes / 2)], document.Counter, encrypted);
        if (!PlatformLaneSigner.TryImport(key.Span, out var signer))
        {
            throw new FormatException("what it holds is not a private key");
        }

        if (document.Account is { } named && named != signer.Account)
        {
            var account = signer.Account;
            signer.Dispose();
            throw new FormatException($"it names account {named} and holds the key of {account}");
        }

        return signer;
    }

    private static bool IsAuthentic(KeystoreDocument document, ReadOnlySpan<byte> authenticationKey)
    {
        using var text = new SecretBytes(authenticationKey.Length + document.Ciphertext.Length);
        authenticationKey.CopyTo(text.Span);
        document.Ciphertext.CopyTo(text.Span[authenticationKey.Length..]);
        Span<byte> mac = stackalloc byte[Hash256.Size];
        Keccak256.Hash(text.Span, mac);
        return CryptographicOperations.FixedTimeEquals(mac, document.Mac);
    }
}
