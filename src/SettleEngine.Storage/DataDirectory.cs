using System.Globalization;
using System.Runtime.InteropServices;

namespace SettleEngine.Storage;

/// <summary>The journal's directory: who may use it, what its files are called, and making changes of it durable.</summary>
/// <remarks>Thread rule: any thread. Holding one means holding the lock on the directory.</remarks>
internal sealed class DataDirectory : IDisposable
{
    private const string SegmentPrefix = "journal.log.";
    private readonly string _path;
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream lockFile)
    {
        _path = path;
        _lock = lockFile;
    }

    /// <summary>The anchor's file.</summary>
    public string AnchorPath => Path.Combine(_path, "journal.anchor");

    /// <summary>What FASTER puts the segment number behind, with a dot between.</summary>
    public string LogPath => Path.Combine(_path, "journal.log");

    /// <summary>Bytes that can still be written to the file system.</summary>
    public long FreeBytes => new DriveInfo(_path).AvailableFreeSpace;

    /// <summary>Makes the directory if need be and takes it for this process alone.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The locked directory.</returns>
    /// <exception cref="IOException">It cannot be made, cannot be written, or belongs to another process.</exception>
    public static DataDirectory Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("The journal needs a POSIX system: directories are flushed through libc.");
        }

        var fullPath = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(fullPath))
            {
                Directory.CreateDirectory(
                    fullPath,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                Flush(Path.GetDirectoryName(fullPath)!);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(fullPath, failure);
        }

        return new DataDirectory(fullPath, TakeLock(fullPath));
    }

    /// <summary>A segment's file.</summary>
    /// <param name="segment">Its number.</param>
    /// <returns>The path, the same that FASTER uses.</returns>
    public string SegmentPath(long segment) =>
        Path.Combine(_path, SegmentPrefix + segment.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lists the segment files that exist.</summary>
    /// <returns>Their numbers, ascending.</returns>
    public long[] ListSegments()
    {
        var segments = new List<long>();
        foreach (var file in Directory.EnumerateFiles(_path, SegmentPrefix + "*"))
        {
            var number = Path.GetFileName(file.AsSpan())[SegmentPrefix.Length..];
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var segment))
            {
                segments.Add(segment);
            }
        }

        segments.Sort();
        return [.. segments];
    }

    /// <summary>Makes files that were created or deleted in the directory durable.</summary>
    public void Flush() => Flush(_path);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string path)
    {
        var lockPath = Path.Combine(path, "journal.lock");
        try
        {
            // The kernel gives the lock back when the process ends, however it ends, so a stale file means nothing.
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw NotWritable(path, failure);
        }
        catch (IOException failure)
        {
            throw new IOException(
                $"The data directory {path} is in use by another process, or {lockPath} cannot be opened "
                + $"({failure.Message}). One process per directory: stop the other one, or name another directory with --data.",
                failure);
        }
    }

    private static IOException NotWritable(string path, Exception failure) =>
        new(
            $"The data directory {path} cannot be made or written by this user ({failure.Message}). "
            + "Name another one with --data, or change its owner.",
            failure);

    private static void Flush(string path)
    {
        // A new or deleted name is durable only once its directory is; .NET opens no directories, so libc does.
        var descriptor = NativeOpen(System.Text.Encoding.UTF8.GetBytes(path + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the directory {path}: error {Marshal.GetLastPInvokeError()}.");
        }

        var result = NativeFsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = NativeClose(descriptor);
        if (result != 0)
        {
            throw new IOException($"Cannot flush the directory {path}: error {error}.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
}
