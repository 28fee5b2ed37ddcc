using SettleEngine.Storage.Files;

namespace SettleEngine.Torture.Crashes;

/// <summary>The journal's files, with moments within and between writes, and with writes and flushes that fail.</summary>
internal sealed class CrashingFiles(IJournalFiles inner, CrashTrigger trigger) : IJournalFiles
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    public long FreeBytes => inner.FreeBytes;

    public IJournalFile? Open(string name, bool create)
    {
        var file = inner.Open(name, create);
        if (file is null)
        {
            return null;
        }

        if (create && file.Length == 0)
        {
            trigger.Reach(CrashPoint.C17);
        }

        return new CrashingFile(file, trigger, isAnchor: name.EndsWith(".anchor", StringComparison.Ordinal));
    }

    public void Delete(string name)
    {
        trigger.Reach(CrashPoint.C15);
        inner.Delete(name);
        trigger.Reach(CrashPoint.C15);
    }

    public IReadOnlyList<string> List() => inner.List();

    public void FlushNames()
    {
        trigger.Reach(CrashPoint.C17);
        inner.FlushNames();
        trigger.Reach(CrashPoint.C17);
    }

    private sealed class CrashingFile(IJournalFile file, CrashTrigger trigger, bool isAnchor) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            var point = source.ContainsAnyExcept((byte)0)
                ? (isAnchor ? CrashPoint.Anchor : CrashPoint.C3)
                : CrashPoint.C17;
            if (point == CrashPoint.C3)
            {
                Fail(CrashPoint.WriteFails, InputOutputError);
                Fail(CrashPoint.DiskFull, NoSpace);
            }
            else if (point == CrashPoint.Anchor)
            {
                Fail(CrashPoint.AnchorFails, InputOutputError);
            }

            if (!trigger.IsDue(point))
            {
                file.Write(source, offset);
                return;
            }

            // Every other time the write is torn, at a boundary that disks keep and file systems do not promise.
            var torn = trigger.Nth % 2 == 0 ? source.Length / 2 & -512 : source.Length;
            file.Write(source[..torn], offset);
            trigger.Die();
        }

        public void Flush()
        {
            if (!isAnchor)
            {
                Fail(CrashPoint.FlushFails, InputOutputError);
            }

            file.Flush();
        }

        public void SetLength(long length) => file.SetLength(length);

        public void Dispose() => file.Dispose();

        private void Fail(CrashPoint point, int error)
        {
            if (trigger.IsDue(point))
            {
                trigger.Tell();
                throw new IOException($"Injected: {point}.", error);
            }
        }
    }
}
