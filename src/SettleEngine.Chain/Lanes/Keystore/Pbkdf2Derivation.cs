using System.Security.Cryptography;

namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>PBKDF2 with HMAC-SHA-256 and a file's parameters.</summary>
/// <param name="salt">The salt.</param>
/// <param name="count">Iterations.</param>
internal sealed class Pbkdf2Derivation(byte[] salt, long count) : KeyDerivation
{
    /// <summary>Most iterations: 38 times what wallets write (262,144), some seconds.</summary>
    public const long MaxCount = 10_000_000;

    /// <inheritdoc/>
    public override string? WhyRefused =>
        count is >= 1 and <= MaxCount ? null : $"its pbkdf2 count is not from 1 to {MaxCount}";

    /// <inheritdoc/>
    public override void Derive(ReadOnlySpan<byte> password, Span<byte> key) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, key, (int)count, HashAlgorithmName.SHA256);
}
