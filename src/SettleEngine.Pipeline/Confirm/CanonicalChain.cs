using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>The blocks that are canonical at the moment, from the finalized block up: how a reorg is noticed.</summary>
/// <param name="chain">Where headers come from.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed class CanonicalChain(IChainClient chain)
{
    private const ulong MaxWalk = 2_048;

    private readonly SortedDictionary<ulong, (Hash256 Hash, UnixSeconds Time)> _blocks = [];

    // Parents that were read for a walk that failed later. Without them a walk of n headers would have to succeed at one go,
    // and behind an endpoint that spoils some calls the gap would grow faster than it can be walked.
    private readonly Dictionary<Hash256, BlockHeader> _read = [];

    /// <summary>The newest header that was joined, or null before the first.</summary>
    public BlockHeader? Head { get; private set; }

    /// <summary>Joins a header to the known chain, walking back as far as the two differ.</summary>
    /// <param name="header">The newest header.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lowest height whose block changed, or null when none did.</returns>
    /// <exception cref="ChainUnavailableException">A header could not be read; nothing was joined, and the next call goes on
    /// from the headers that were read.</exception>
    public async ValueTask<ulong?> JoinAsync(BlockHeader header, CancellationToken cancellationToken)
    {
        if (Head is { } head && (head.Hash == header.Hash || IsStale(head, header)))
        {
            return null;
        }

        if (Head is { } last && last.Number + MaxWalk < header.Number)
        {
            // After a long silence the gap is not walked: blocks that matter are asked for one by one.
            _blocks.Clear();
        }

        var fresh = new List<BlockHeader> { header };
        var lowest = header;
        while (NeedsParent(lowest))
        {
            lowest = await ReadParentAsync(lowest, cancellationToken);
            fresh.Add(lowest);
        }

        _read.Clear();
        return Replace(fresh, header);
    }

    /// <summary>Whether a block is canonical.</summary>
    /// <param name="number">Height.</param>
    /// <param name="hash">Identity.</param>
    /// <returns>True or false when the height is known, null when it is not.</returns>
    public bool? IsCanonical(ulong number, Hash256 hash) =>
        _blocks.TryGetValue(number, out var known) ? known.Hash == hash : null;

    /// <summary>Finds the time of a block, by the headers that were joined or else by asking.</summary>
    /// <param name="number">Its height.</param>
    /// <param name="hash">Its identity.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The time, or null when the canonical block at the height is another one.</returns>
    /// <exception cref="ChainUnavailableException">The endpoint does not know the height.</exception>
    public async ValueTask<UnixSeconds?> FindTimeAsync(ulong number, Hash256 hash, CancellationToken cancellationToken)
    {
        if (_blocks.TryGetValue(number, out var known))
        {
            return known.Hash == hash ? known.Time : null;
        }

        var header = await chain.GetHeaderAsync(number, cancellationToken)
            ?? throw new ChainUnavailableException("The endpoint does not know a block that it named before.");
        return header.Hash == hash ? header.Timestamp : null;
    }

    /// <summary>Forgets heights that nobody asks about any more.</summary>
    /// <param name="number">Lowest height to keep.</param>
    public void ForgetBelow(ulong number)
    {
        while (_blocks.Count > 1)
        {
            var lowest = _blocks.First().Key;
            if (lowest >= number)
            {
                return;
            }

            _blocks.Remove(lowest);
        }
    }

    private async ValueTask<BlockHeader> ReadParentAsync(BlockHeader child, CancellationToken cancellationToken)
    {
        // A hash names one block for ever, so what was read cannot have become untrue.
        if (_read.TryGetValue(child.ParentHash, out var known))
        {
            return known;
        }

        var parent = await chain.GetHeaderAsync(child.Number - 1, cancellationToken)
            ?? throw new ChainUnavailableException("The endpoint does not know a parent of the newest block.");
        if (parent.Hash != child.ParentHash)
        {
            throw new ChainUnavailableException("The newest block changed while its parents were read.");
        }

        if (_read.Count >= (int)MaxWalk)
        {
            _read.Clear();
        }

        _read.Add(parent.Hash, parent);
        return parent;
    }

    private bool IsStale(in BlockHeader head, in BlockHeader header) =>
        header.Number < head.Number && _blocks.TryGetValue(header.Number, out var known) && known.Hash == header.Hash;

    private bool NeedsParent(in BlockHeader lowest)
    {
        if (_blocks.Count == 0 || lowest.Number == 0)
        {
            return false;
        }

        var bottom = _blocks.First().Key;
        if (lowest.Number <= bottom)
        {
            return false;
        }

        return !_blocks.TryGetValue(lowest.Number - 1, out var known) || known.Hash != lowest.ParentHash;
    }

    private ulong? Replace(List<BlockHeader> fresh, BlockHeader header)
    {
        ulong? changedFrom = null;
        for (var i = fresh.Count - 1; i >= 0; i--)
        {
            if (_blocks.TryGetValue(fresh[i].Number, out var known) && known.Hash != fresh[i].Hash)
            {
                changedFrom ??= fresh[i].Number;
            }

            _blocks[fresh[i].Number] = (fresh[i].Hash, fresh[i].Timestamp);
        }

        // The new chain may be shorter: what stood above its head is gone.
        for (var top = Head?.Number ?? 0; top > header.Number; top--)
        {
            changedFrom = Math.Min(changedFrom ?? top, top);
            _blocks.Remove(top);
        }

        Head = header;
        return changedFrom;
    }
}
