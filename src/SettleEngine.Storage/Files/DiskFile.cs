using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SettleEngine.Storage.Files;

/// <summary>A file on a real file system.</summary>
internal sealed class DiskFile(string path) : IJournalFile
{
    private const int Interrupted = 4;
    private const int DontNeed = 4;
    private const long DropBytes = 1 << 20;

    private readonly SafeFileHandle _handle =
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);

    private long _cachedBytes;

    /// <inheritdoc/>
    public long Length => RandomAccess.GetLength(_handle);

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        RandomAccess.Write(_handle, source, offset);
        Interlocked.Add(ref _cachedBytes, source.Length);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_handle);
            return;
        }

        // The platform's flush writes time stamps too, which costs the file system's own journal a commit each time.
        while (NativeFdatasync(_handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw new IOException($"Cannot flush {path}: error {error} ({Marshal.GetPInvokeErrorMessage(error)}).", error);
            }
        }

        // A journal is read at the next start and not before: what is durable leaves the page cache, which belongs to others. The
        // same few pages are used again and again, where each new one costs a virtual machine about 4 µs: filling a segment
        // with zeros took 0.1 to 0.2 s of processor time instead of 0.4 to 1.1 s. Only advice, so its failure means nothing.
        if (Interlocked.Read(ref _cachedBytes) >= DropBytes)
        {
            Interlocked.Exchange(ref _cachedBytes, 0);
            _ = NativeFadvise(_handle, 0, 0, DontNeed);
        }
    }

    /// <inheritdoc/>
    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFdatasync(SafeFileHandle descriptor);

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFadvise(SafeFileHandle descriptor, long offset, long length, int advice);
}
