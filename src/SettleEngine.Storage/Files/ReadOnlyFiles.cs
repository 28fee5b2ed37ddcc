namespace SettleEngine.Storage.Files;

/// <summary>The files of a directory that belongs to somebody else: they can be read, and nothing can be changed.</summary>
internal sealed class ReadOnlyFiles(string path) : IJournalFiles
{
    /// <inheritdoc/>
    public long FreeBytes => throw Refused();

    /// <inheritdoc/>
    public IJournalFile? Open(string name, bool create)
    {
        var file = Path.Combine(path, name);
        return File.Exists(file) ? new ReadOnlyFile(file) : null;
    }

    /// <inheritdoc/>
    public void Delete(string name) => throw Refused();

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        var names = new List<string>();
        foreach (var file in Directory.EnumerateFiles(path))
        {
            names.Add(Path.GetFileName(file));
        }

        return names;
    }

    /// <inheritdoc/>
    public void FlushNames() => throw Refused();

    private static NotSupportedException Refused() => new("A journal that is only read cannot be changed.");

    private sealed class ReadOnlyFile(string path) : IJournalFile
    {
        // The writer must not be kept from anything: it may write, cut and delete while this one reads.
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

        public long Length => RandomAccess.GetLength(_handle);

        public int Read(Span<byte> destination, long offset)
        {
            var length = 0;
            while (length < destination.Length)
            {
                var read = RandomAccess.Read(_handle, destination[length..], offset + length);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            return length;
        }

        public void Write(ReadOnlySpan<byte> source, long offset) => throw Refused();

        public void Flush()
        {
            // Whoever writes flushes. What the kernel holds is what every reader of this machine sees.
        }

        public void SetLength(long length) => throw Refused();

        public void Dispose() => _handle.Dispose();
    }
}
