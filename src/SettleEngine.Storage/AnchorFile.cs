using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>Two slots of 4 KiB, written in turn, so that one whole anchor survives whatever happens to the other.</summary>
/// <remarks>Thread rule: one call at a time; the journal holds a lock.</remarks>
internal sealed class AnchorFile(IJournalFile file) : IDisposable
{
    private const int SlotBytes = 4096;
    private readonly byte[] _slot = new byte[SlotBytes];

    /// <summary>Reads the newer whole slot without changing the file.</summary>
    /// <param name="file">The file; null when there is none.</param>
    /// <returns>The anchor, or null when neither slot is whole.</returns>
    public static JournalAnchor? Read(IJournalFile? file)
    {
        if (file is null)
        {
            return null;
        }

        var slot = new byte[SlotBytes];
        JournalAnchor? newest = null;
        for (var index = 0; index < 2; index++)
        {
            var length = file.Read(slot, index * SlotBytes);
            if (JournalAnchor.TryDecode(slot.AsSpan(0, length), out var anchor)
                && (newest is null || anchor.Generation > newest.Value.Generation))
            {
                newest = anchor;
            }
        }

        return newest;
    }

    /// <summary>Writes one slot and returns when it is on disk.</summary>
    /// <param name="anchor">What to write; its generation picks the slot.</param>
    public void Write(in JournalAnchor anchor)
    {
        Array.Clear(_slot);
        anchor.Encode(_slot);
        file.Write(_slot, (long)(anchor.Generation % 2) * SlotBytes);
        file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
