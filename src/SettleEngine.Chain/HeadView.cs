using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain;

/// <summary>The newest headers seen, over all endpoints. An older one than seen comes from an endpoint that lags, and is
/// ignored, unless it proves a reorg: the same height as a header seen before, with another hash.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class HeadView
{
    private const int RememberedHeaders = 64;
    private const int TagCount = 3;

    private readonly Lock _gate = new();
    private readonly BlockHeader?[] _newest = new BlockHeader?[TagCount];
    private readonly (ulong Number, Hash256 Hash)[] _seen = new (ulong, Hash256)[TagCount * RememberedHeaders];

    /// <summary>Takes in a header that an endpoint gave.</summary>
    /// <param name="tag">Its firmness.</param>
    /// <param name="read">The header.</param>
    /// <returns>The newest header of this firmness; lower than before only after a reorg.</returns>
    public BlockHeader Observe(BlockTag tag, in BlockHeader read)
    {
        lock (_gate)
        {
            var seen = _seen.AsSpan((int)tag * RememberedHeaders, RememberedHeaders);
            ref var slot = ref seen[(int)(read.Number % RememberedHeaders)];
            var isReorg = slot.Number == read.Number && !slot.Hash.IsZero && slot.Hash != read.Hash;
            if (_newest[(int)tag] is { } newest && read.Number < newest.Number && !isReorg)
            {
                return newest;
            }

            if (isReorg)
            {
                // What was above the replaced header went with it.
                seen.Clear();
            }

            slot = (read.Number, read.Hash);
            _newest[(int)tag] = read;
            return read;
        }
    }

    /// <summary>Height of the newest block seen.</summary>
    /// <returns>The height, or 0 when none was seen.</returns>
    public ulong HighestNumber()
    {
        lock (_gate)
        {
            return _newest[(int)BlockTag.Latest]?.Number ?? 0;
        }
    }
}
