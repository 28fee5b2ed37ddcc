using System.Globalization;
using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>The journal's directory: who may use it, what its files are called, and making changes of it durable.</summary>
/// <remarks>Thread rule: any thread. Holding one means holding the lock on the directory, except for one that only reads.</remarks>
internal sealed class DataDirectory : IDisposable
{
    private const string AnchorName = "journal.anchor";
    private const string SegmentPrefix = "journal.log.";
    private readonly string _path;
    private readonly IJournalFiles _files;
    private readonly FileStream? _lock;

    private DataDirectory(string path, IJournalFiles files, FileStream? lockFile)
    {
        _path = path;
        _files = files;
        _lock = lockFile;
    }

    /// <summary>The anchor's file, for messages.</summary>
    public string AnchorPath => Path.Combine(_path, AnchorName);

    /// <summary>Bytes that can still be written to the file system.</summary>
    public long FreeBytes => _files.FreeBytes;

    /// <summary>Makes the directory if need be and takes it for this process alone.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="files">The journal's files; null for those of the directory.</param>
    /// <returns>The locked directory.</returns>
    /// <exception cref="IOException">It cannot be made, cannot be written, or belongs to another process.</exception>
    public static DataDirectory Open(string path, IJournalFiles? files = null)
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
                DiskFiles.FlushNames(Path.GetDirectoryName(fullPath)!);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(fullPath, failure);
        }

        return new DataDirectory(fullPath, files ?? new DiskFiles(fullPath), TakeLock(fullPath));
    }

    /// <summary>Looks at a directory without taking it: whoever has it goes on, and whoever wants it can have it.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The directory; nothing in it can be changed through it.</returns>
    public static DataDirectory LookAt(string path)
    {
        var fullPath = Path.GetFullPath(path);
        return new DataDirectory(fullPath, new ReadOnlyFiles(fullPath), lockFile: null);
    }

    /// <summary>A segment's file, for messages.</summary>
    /// <param name="segment">Its number.</param>
    /// <returns>The path.</returns>
    public string SegmentPath(long segment) => Path.Combine(_path, SegmentName(segment));

    /// <summary>Opens the anchor's file.</summary>
    /// <param name="create">Whether a missing one is made.</param>
    /// <returns>The file; null when it is missing and was not made.</returns>
    public IJournalFile? OpenAnchor(bool create) => _files.Open(AnchorName, create);

    /// <summary>Opens a segment's file.</summary>
    /// <param name="segment">Its number.</param>
    /// <param name="create">Whether a missing one is made.</param>
    /// <returns>The file; null when it is missing and was not made.</returns>
    public IJournalFile? OpenSegment(long segment, bool create) => _files.Open(SegmentName(segment), create);

    /// <summary>Deletes the segments before one. The names are durable after <see cref="Flush"/>.</summary>
    /// <param name="first">The first that stays.</param>
    public void DeleteSegmentsBefore(long first)
    {
        foreach (var segment in ListSegments())
        {
            if (segment < first)
            {
                _files.Delete(SegmentName(segment));
            }
        }
    }

    /// <summary>Lists the segment files that exist.</summary>
    /// <returns>Their numbers, ascending.</returns>
    public long[] ListSegments()
    {
        var segments = new List<long>();
        foreach (var name in _files.List())
        {
            if (name.StartsWith(SegmentPrefix, StringComparison.Ordinal)
                && long.TryParse(
                    name.AsSpan(SegmentPrefix.Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var segment))
            {
                segments.Add(segment);
            }
        }

        segments.Sort();
        return [.. segments];
    }

    /// <summary>Makes files that were created or deleted in the directory durable.</summary>
    public void Flush() => _files.FlushNames();

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private static string SegmentName(long segment) => SegmentPrefix + segment.ToString(CultureInfo.InvariantCulture);

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
}
