namespace SettleEngine.Storage.Files;

/// <summary>One open file of a journal. Every byte that the journal reads or writes goes through here, so that a test can be the
/// disk.</summary>
/// <remarks>Thread rule: writes and flushes by one thread at a time.</remarks>
internal interface IJournalFile : IDisposable
{
    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Reads.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="offset">Where from.</param>
    /// <returns>Bytes read; fewer than asked for at the end of the file, 0 behind it.</returns>
    /// <exception cref="IOException">The disk cannot read it.</exception>
    int Read(Span<byte> destination, long offset);

    /// <summary>Writes all of it; it is not durable yet.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="offset">Where to; the file grows when that is needed.</param>
    /// <exception cref="IOException">The disk does not take it. Nobody knows what it holds there now.</exception>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Returns when everything written before, and the length needed to read it, is durable.</summary>
    /// <exception cref="IOException">It is not. A second call would prove nothing: the kernel has dropped what failed.</exception>
    void Flush();

    /// <summary>Cuts the file.</summary>
    /// <param name="length">Bytes that stay.</param>
    void SetLength(long length);
}
