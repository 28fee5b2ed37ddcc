using FASTER.core;

namespace SettleEngine.Storage;

/// <summary>Keeps FASTER from writing commit files, because recovery reads our envelopes and never them.</summary>
/// <remarks>FASTER's own manager swallows failed writes of these files, deletes the good one before, and hangs when it
/// throws. A file that is never read is best not written.</remarks>
internal sealed class EnvelopeCommitManager : ILogCommitManager
{
    /// <inheritdoc/>
    public void Commit(
        long beginAddress,
        long untilAddress,
        byte[] commitMetadata,
        long commitNum,
        bool forceWriteMetadata)
    {
        // Nothing to write: the block that was just flushed carries its own proof.
    }

    /// <inheritdoc/>
    public byte[] GetCommitMetadata(long commitNum) => [];

    /// <inheritdoc/>
    public IEnumerable<long> ListCommits() => [];

    /// <inheritdoc/>
    public void RemoveCommit(long commitNum)
    {
        // There are none.
    }

    /// <inheritdoc/>
    public void RemoveAllCommits()
    {
        // There are none.
    }

    /// <inheritdoc/>
    public void OnRecovery(long commitNum)
    {
        // There are none.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing.
    }
}
