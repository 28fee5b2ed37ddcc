namespace SettleEngine.Storage;

/// <summary>What stands between sealed blocks and the segment files: the one thing in which the journal's adapters differ.</summary>
/// <remarks>Addresses count bytes from the beginning of segment 0. Anything it throws means that the log is broken for good.
/// Thread rule: one thread, the committer.</remarks>
internal interface IBlockLog : IDisposable
{
    /// <summary>Bytes that the adapter puts in front of every block.</summary>
    int FrameBytes { get; }

    /// <summary>Address at which the next block's frame would begin, were there no pages.</summary>
    long TailAddress { get; }

    /// <summary>Takes a block over. It need not be durable before <see cref="MakeDurable"/> has returned.</summary>
    /// <param name="address">Where its frame begins: the tail, or the beginning of the page behind it. The segment's file is
    /// zeroed there.</param>
    /// <param name="block">Envelope, records, and zeros up to a multiple of <see cref="BlockWriter.Alignment"/>.</param>
    void Write(long address, ReadOnlySpan<byte> block);

    /// <summary>Returns when everything that was taken over is durable.</summary>
    void MakeDurable();

    /// <summary>Forgets what lies before an address. The files are deleted by the caller, afterwards.</summary>
    /// <param name="address">Where a segment begins.</param>
    void Forget(long address);
}
