using System.Security.Cryptography;

namespace SettleEngine.Chain.Lanes;

/// <summary>Bytes that must not outlive their use: pinned, so that the collector leaves no copies of them behind, and wiped
/// when disposed.</summary>
/// <param name="length">How many bytes; zero at first.</param>
internal sealed class SecretBytes(int length) : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);
    private int _length = length;

    /// <summary>The bytes.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Shortens what <see cref="Span"/> shows; all bytes are wiped in the end.</summary>
    /// <param name="to">How many bytes are left.</param>
    public void Shorten(int to) => _length = Math.Min(_length, to);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
