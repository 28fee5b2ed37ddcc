using System.Runtime.InteropServices;
using FASTER.core;
using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>The device under FASTER: the journal's own files, so that both adapters write through the same few lines.</summary>
/// <remarks>
/// A write has been flushed when it is answered, and is answered before the call returns: the committer has nothing else to
/// do, and no answer can get lost. FASTER never reads; recovery does not ask it. Thread rule: one thread, the committer.
/// </remarks>
internal sealed class FasterDevice : StorageDeviceBase
{
    private const int MaxWriteBytes = 1 << 20;
    private readonly DataDirectory _directory;
    private byte[] _buffer = [];
    private IJournalFile? _file;
    private int _segment = -1;

    /// <summary>Makes the device.</summary>
    /// <param name="directory">Where the segments are.</param>
    public FasterDevice(DataDirectory directory)
        : base(directory.AnchorPath, 512, Devices.CAPACITY_UNSPECIFIED)
    {
        _directory = directory;
    }

    /// <summary>What the disk said when it failed, or null. FASTER only keeps a number.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override void WriteAsync(
        IntPtr sourceAddress,
        int segmentId,
        ulong destinationAddress,
        uint numBytesToWrite,
        DeviceIOCompletionCallback callback,
        object context)
    {
        var error = 0u;
        try
        {
            Write(sourceAddress, segmentId, (long)destinationAddress, (int)numBytesToWrite);
        }
        catch (Exception failure)
        {
            // Whatever it is, FASTER has to hear of it: an exception here would leave the commit waiting for ever.
            Failure ??= failure;
            error = uint.MaxValue;
        }

        callback(error, error == 0 ? numBytesToWrite : 0, context);
    }

    /// <inheritdoc/>
    public override void ReadAsync(
        int segmentId,
        ulong sourceAddress,
        IntPtr destinationAddress,
        uint readLength,
        DeviceIOCompletionCallback callback,
        object context)
    {
        Failure ??= new NotSupportedException("The journal reads its files itself.");
        callback(uint.MaxValue, 0, context);
    }

    /// <inheritdoc/>
    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        // Files are deleted by the journal, once the anchor knows where the log begins.
        callback(result);
    }

    /// <inheritdoc/>
    public override void Dispose() => _file?.Dispose();

    private void Write(IntPtr source, int segment, long offset, int count)
    {
        if (Failure is not null)
        {
            throw new IOException("The device has failed before.", Failure);
        }

        if (segment != _segment)
        {
            _file?.Dispose();

            // FASTER's commit record may be the first thing in a segment that is not prepared yet. No block of ours is.
            _file = _directory.OpenSegment(segment, create: true);
            _segment = segment;
        }

        if (_buffer.Length < Math.Min(count, MaxWriteBytes))
        {
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Min(count, MaxWriteBytes));
        }

        for (var done = 0; done < count; done += MaxWriteBytes)
        {
            var part = Math.Min(MaxWriteBytes, count - done);
            Marshal.Copy(source + done, _buffer, 0, part);
            _file!.Write(_buffer.AsSpan(0, part), offset + done);
        }

        _file!.Flush();
    }
}
