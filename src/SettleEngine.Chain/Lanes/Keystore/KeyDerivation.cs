namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>How a keystore's password becomes its key.</summary>
internal abstract class KeyDerivation
{
    /// <summary>Why the parameters are not computed, a part of a sentence, or null. Asked before any memory is taken.</summary>
    public abstract string? WhyRefused { get; }

    /// <summary>Derives the key.</summary>
    /// <param name="password">The password.</param>
    /// <param name="key">Receives the key.</param>
    public abstract void Derive(ReadOnlySpan<byte> password, Span<byte> key);
}
