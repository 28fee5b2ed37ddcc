namespace SettleEngine.Storage;

/// <summary>Two slots of 4 KiB, written in turn, so that one whole anchor survives whatever happens to the other.</summary>
/// <remarks>Thread rule: one call at a time; the journal holds a lock.</remarks>
internal sealed class AnchorFile : IDisposable
{
    private const int SlotBytes = 4096;
    private readonly FileStream _file;
    private readonly byte[] _slot = new byte[SlotBytes];

    private AnchorFile(FileStream file)
    {
        _file = file;
    }

    /// <summary>Reads the newer whole slot without changing the file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The anchor, or null when the file is missing or neither slot is whole.</returns>
    public static JournalAnchor? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path);
        var slot = new byte[SlotBytes];
        JournalAnchor? newest = null;
        for (var index = 0; index < 2; index++)
        {
            var length = RandomAccess.Read(file, slot, index * SlotBytes);
            if (JournalAnchor.TryDecode(slot.AsSpan(0, length), out var anchor)
                && (newest is null || anchor.Generation > newest.Value.Generation))
            {
                newest = anchor;
            }
        }

        return newest;
    }

    /// <summary>Opens the file for writing and makes it when it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file.</returns>
    public static AnchorFile Open(string path) =>
        new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1));

    /// <summary>Writes one slot and returns when it is on disk.</summary>
    /// <param name="anchor">What to write; its generation picks the slot.</param>
    public void Write(in JournalAnchor anchor)
    {
        Array.Clear(_slot);
        anchor.Encode(_slot);
        RandomAccess.Write(_file.SafeFileHandle, _slot, (long)(anchor.Generation % 2) * SlotBytes);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
