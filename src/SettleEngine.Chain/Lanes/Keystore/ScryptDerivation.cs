namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>scrypt with a file's parameters.</summary>
/// <param name="salt">The salt.</param>
/// <param name="n">As in <see cref="Scrypt.WhyRefused"/>.</param>
/// <param name="r">The same.</param>
/// <param name="p">The same.</param>
internal sealed class ScryptDerivation(byte[] salt, long n, long r, long p) : KeyDerivation
{
    /// <inheritdoc/>
    public override string? WhyRefused => Scrypt.WhyRefused(n, r, p);

    /// <inheritdoc/>
    public override void Derive(ReadOnlySpan<byte> password, Span<byte> key) =>
        Scrypt.Derive(password, salt, (int)n, (int)r, (int)p, key);
}
