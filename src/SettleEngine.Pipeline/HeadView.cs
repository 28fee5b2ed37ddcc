using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline;

/// <summary>The newest header that was seen, and a way to read one that is newer than a moment.</summary>
/// <param name="chain">Where headers come from.</param>
/// <remarks>Thread rule: any thread. <see cref="ReadFreshAsync"/> shares calls: whoever asks while a read is under way
/// waits for the one after it, because the running one may have begun before the question.</remarks>
internal sealed class HeadView(IChainClient chain)
{
    private readonly Lock _gate = new();
    private BlockHeader? _latest;
    private BlockHeader? _finalized;
    private Task<BlockHeader>? _running;
    private Task<BlockHeader>? _following;

    /// <summary>The newest header seen, or null before the first.</summary>
    public BlockHeader? Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <summary>The highest finalized header seen, or null before the first.</summary>
    public BlockHeader? Finalized
    {
        get
        {
            lock (_gate)
            {
                return _finalized;
            }
        }
    }

    /// <summary>Records a finalized header. It is never taken back: what was final stays so.</summary>
    /// <param name="header">A finalized header.</param>
    public void ObserveFinalized(in BlockHeader header)
    {
        lock (_gate)
        {
            if (_finalized is null || _finalized.Value.Number < header.Number)
            {
                _finalized = header;
            }
        }
    }

    /// <summary>Records a header read elsewhere.</summary>
    /// <param name="header">The newest header.</param>
    public void Observe(in BlockHeader header)
    {
        lock (_gate)
        {
            _latest = header;
        }
    }

    /// <summary>Reads a header by a call that begins after this one.</summary>
    /// <returns>The newest header.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint answers.</exception>
    public Task<BlockHeader> ReadFreshAsync()
    {
        lock (_gate)
        {
            if (_running is null || _running.IsCompleted)
            {
                return _running = ReadAsync();
            }

            if (_following is not null)
            {
                return _following;
            }

            var running = _running;
            var following = FollowAsync(running);
            if (ReferenceEquals(running, _running))
            {
                // Otherwise the running read ended in this instant and the following one has begun: it is nobody's to join.
                _following = following;
            }

            return following;
        }
    }

    private async Task<BlockHeader> FollowAsync(Task<BlockHeader> running)
    {
        try
        {
            await running;
        }
        catch (ChainUnavailableException)
        {
            // The next read decides for those who wait for it; whoever waited for this one heard of it.
        }

        Task<BlockHeader> next;
        lock (_gate)
        {
            _following = null;
            next = _running = ReadAsync();
        }

        return await next;
    }

    private async Task<BlockHeader> ReadAsync()
    {
        var header = await chain.GetHeaderAsync(BlockTag.Latest, CancellationToken.None);
        Observe(header);
        return header;
    }
}
