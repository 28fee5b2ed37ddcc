using SettleEngine.Storage.Files;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

/// <summary>A directory in memory: what the process sees, what was flushed, and what a power cut leaves of the rest. It does one
/// thing wrong, at the n-th write or flush.</summary>
internal sealed class FaultyDisk(DiskFault fault, int at, int seed) : IJournalFiles
{
    private const int SectorBytes = 512;
    private readonly object _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Image> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Image> _deleted = new(StringComparer.Ordinal);
    private FaultyDisk? _cut;
    private int _writes;
    private int _flushes;
    private int _reads;
    private bool _isFull;

    /// <summary>A disk that does nothing wrong.</summary>
    public FaultyDisk()
        : this(DiskFault.None, 0, 0)
    {
    }

    /// <summary>Whether the fault has happened.</summary>
    public bool Fired { get; private set; }

    /// <summary>Name of the file that it happened to.</summary>
    public string FiredOn { get; private set; } = "";

    /// <summary>The read that fails, counted from 0; none when negative.</summary>
    public int FailingRead { get; init; } = -1;

    /// <summary>The only file whose writes and flushes are counted; null for every file.</summary>
    public string? Only { get; init; }

    /// <summary>Files that may exist; the next one finds no room for its name.</summary>
    public int MaxFiles { get; set; } = int.MaxValue;

    /// <summary>Reads so far.</summary>
    public int Reads => _reads;

    public long FreeBytes => _isFull ? 0 : 1L << 40;

    public IJournalFile? Open(string name, bool create)
    {
        lock (_gate)
        {
            ThrowIfCut();
            if (!_files.TryGetValue(name, out var image))
            {
                if (!create)
                {
                    return null;
                }

                if (_files.Count >= MaxFiles)
                {
                    throw Error(DiskErrors.NoSpace);
                }

                _files[name] = image = new Image();
            }

            return new OpenFile(this, name, image);
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            ThrowIfCut();
            if (_files.Remove(name, out var image) && image.NameIsDurable)
            {
                _deleted[name] = image;
            }
        }
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            ThrowIfCut();
            return [.. _files.Keys];
        }
    }

    public void FlushNames()
    {
        lock (_gate)
        {
            ThrowIfCut();
            _deleted.Clear();
            foreach (var image in _files.Values)
            {
                image.NameIsDurable = true;
            }
        }
    }

    /// <summary>Cuts the power, unless a fault has done so before, and gives the disk that the next start finds.</summary>
    public FaultyDisk PowerCut()
    {
        lock (_gate)
        {
            return _cut ??= Cut(keepLastOnly: false);
        }
    }

    /// <summary>A disk with the same files, every byte flushed.</summary>
    public FaultyDisk Copy(
        DiskFault with = DiskFault.None,
        int where = 0,
        int random = 0,
        int failingRead = -1,
        string? only = null)
    {
        lock (_gate)
        {
            var copy = new FaultyDisk(with, where, random) { FailingRead = failingRead, Only = only };
            foreach (var (name, image) in _files)
            {
                copy._files[name] = Image.Of(image.Visible());
            }

            return copy;
        }
    }

    /// <summary>Turns one bit of a file around, on the disk and for the process.</summary>
    public void Flip(string name, int offset, int bit)
    {
        using var file = Open(name, create: false)!;
        Span<byte> value = [0];
        file.Read(value, offset);
        value[0] ^= (byte)(1 << bit);
        file.Write(value, offset);
        file.Flush();
    }

    /// <summary>The bytes of a file.</summary>
    public byte[] Bytes(string name)
    {
        lock (_gate)
        {
            return _files[name].Visible();
        }
    }

    private static IOException Error(int number) => new($"Injected error {number}.", number);

    private bool IsCounted(string name) => Only is null || Only == name;

    private void ThrowIfCut()
    {
        if (_cut is not null)
        {
            throw Error(DiskErrors.InputOutput);
        }
    }

    private FaultyDisk Cut(bool keepLastOnly)
    {
        var left = new FaultyDisk();
        foreach (var (name, image) in _files)
        {
            if (image.NameIsDurable || _random.Next(2) == 0)
            {
                left._files[name] = Image.Of(image.AfterPowerCut(keepLastOnly ? null : _random));
            }
        }

        foreach (var (name, image) in _deleted)
        {
            if (_random.Next(2) == 0)
            {
                left._files.TryAdd(name, Image.Of(image.AfterPowerCut(_random)));
            }
        }

        return left;
    }

    private int Read(Image image, Span<byte> destination, long offset)
    {
        lock (_gate)
        {
            ThrowIfCut();
            if (_reads++ == FailingRead)
            {
                Fired = true;
                throw Error(DiskErrors.InputOutput);
            }

            return image.Read(destination, offset);
        }
    }

    private void Write(string name, Image image, ReadOnlySpan<byte> source, long offset)
    {
        lock (_gate)
        {
            ThrowIfCut();
            var isAt = fault is not DiskFault.None and not DiskFault.FlushError && IsCounted(name) && _writes++ == at;
            if (isAt)
            {
                Fired = true;
                FiredOn = name;
                switch (fault)
                {
                    case DiskFault.WriteError:
                        image.Write(source, offset, _random);
                        throw Error(DiskErrors.InputOutput);
                    case DiskFault.NoSpace:
                        _isFull = true;
                        throw Error(DiskErrors.NoSpace);
                    case DiskFault.Torn:
                        image.Write(source, offset);
                        _cut = Cut(keepLastOnly: false);
                        throw Error(DiskErrors.InputOutput);
                    case DiskFault.Reordered:
                        image.Write(source, offset);
                        foreach (var other in _files.Values.Where(other => other != image))
                        {
                            other.DropPending();
                        }

                        _cut = Cut(keepLastOnly: true);
                        throw Error(DiskErrors.InputOutput);
                    case DiskFault.Lost:
                        image.Write(source, offset);
                        image.DropLast();
                        return;
                }
            }

            if (_isFull && offset + source.Length > image.Length)
            {
                throw Error(DiskErrors.NoSpace);
            }

            image.Write(source, offset);
        }
    }

    private void Flush(string name, Image image)
    {
        lock (_gate)
        {
            ThrowIfCut();
            if (fault == DiskFault.FlushError && IsCounted(name) && _flushes++ == at)
            {
                Fired = true;
                FiredOn = name;
                image.DropPending();
                throw Error(DiskErrors.InputOutput);
            }

            image.Flush();
        }
    }

    private sealed class OpenFile(FaultyDisk disk, string name, Image image) : IJournalFile
    {
        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    return image.Length;
                }
            }
        }

        public int Read(Span<byte> destination, long offset) => disk.Read(image, destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => disk.Write(name, image, source, offset);

        public void Flush() => disk.Flush(name, image);

        public void SetLength(long length)
        {
            lock (disk._gate)
            {
                disk.ThrowIfCut();
                image.SetLength((int)length);
            }
        }

        public void Dispose()
        {
            // Closing a file flushes nothing.
        }
    }

    /// <summary>One file: what the process sees, what is on the disk, and the writes between the two.</summary>
    private sealed class Image
    {
        private readonly List<(int Offset, byte[] Bytes)> _pending = [];
        private byte[] _seen = [];
        private byte[] _durable = [];

        public int Length { get; private set; }

        public bool NameIsDurable { get; set; }

        public static Image Of(byte[] bytes)
        {
            var image = new Image { NameIsDurable = true };
            image.Write(bytes, 0);
            image.Flush();
            return image;
        }

        public byte[] Visible() => _seen[..Length];

        public int Read(Span<byte> destination, long offset)
        {
            var count = (int)Math.Clamp(Length - offset, 0, destination.Length);
            _seen.AsSpan((int)Math.Min(offset, Length), count).CopyTo(destination);
            return count;
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            Apply(ref _seen, source, (int)offset);
            Length = Math.Max(Length, (int)offset + source.Length);
            _pending.Add(((int)offset, source.ToArray()));
        }

        /// <summary>Writes only some of the sectors.</summary>
        public void Write(ReadOnlySpan<byte> source, long offset, Random random)
        {
            for (var at = 0; at < source.Length; at += SectorBytes)
            {
                if (random.Next(2) == 0)
                {
                    Write(source.Slice(at, Math.Min(SectorBytes, source.Length - at)), offset + at);
                }
            }
        }

        public void SetLength(int length)
        {
            if (length < Length)
            {
                _seen.AsSpan(length, Length - length).Clear();
            }

            Length = length;
            _durable = _durable.Length > length ? _durable[..length] : _durable;
            _pending.RemoveAll(write => write.Offset + write.Bytes.Length > length);
        }

        public void Flush()
        {
            foreach (var (offset, bytes) in _pending)
            {
                Apply(ref _durable, bytes, offset);
            }

            _pending.Clear();
            Grow(ref _durable, Length);
        }

        public void DropPending() => _pending.Clear();

        public void DropLast() => _pending.RemoveAt(_pending.Count - 1);

        /// <summary>What is left: flushed bytes, and sectors of the others as chance has it; without chance, only the last write.</summary>
        public byte[] AfterPowerCut(Random? random)
        {
            var left = (byte[])_durable.Clone();
            if (random is null)
            {
                if (_pending.Count > 0)
                {
                    Apply(ref left, _pending[^1].Bytes, _pending[^1].Offset);
                }

                return left;
            }

            foreach (var (offset, bytes) in _pending)
            {
                for (var at = 0; at < bytes.Length; at += SectorBytes)
                {
                    if (random.Next(2) == 0)
                    {
                        Apply(ref left, bytes.AsSpan(at, Math.Min(SectorBytes, bytes.Length - at)), offset + at);
                    }
                }
            }

            return left;
        }

        private static void Apply(ref byte[] bytes, ReadOnlySpan<byte> source, int offset)
        {
            Grow(ref bytes, offset + source.Length);
            source.CopyTo(bytes.AsSpan(offset));
        }

        private static void Grow(ref byte[] bytes, int length)
        {
            if (bytes.Length < length)
            {
                Array.Resize(ref bytes, length);
            }
        }
    }
}
