using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;

namespace SettleEngine.Torture.Soak;

/// <summary>What the chain itself does while there is trouble: reorgs, forgetful pools, dear blocks. Thread rule: one loop.</summary>
internal sealed class ChainStorm(LocalChain chain, SoakOptions options, Random random)
{
    private const ulong BaseFeeFloorWei = 5_000_000;
    private const int SpikeBlocks = 10;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Blocks were replaced this often.</summary>
    public int Reorgs { get; private set; }

    /// <summary>The pool was emptied this often.</summary>
    public int Drops { get; private set; }

    /// <summary>The base fee rose this often.</summary>
    public int Spikes { get; private set; }

    /// <summary>Rages until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    public async Task RageAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RageOnAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The trouble ends here.
            return;
        }
    }

    private async Task RageOnAsync(CancellationToken cancellationToken)
    {
        var seen = await chain.BlockNumberAsync(cancellationToken);
        var sinceReorg = 0;
        var dearBlocks = 0;
        while (true)
        {
            await Task.Delay(Look, cancellationToken);
            var head = await chain.BlockNumberAsync(cancellationToken);
            if (head <= seen)
            {
                continue;
            }

            sinceReorg += (int)(head - seen);
            seen = head;
            if (sinceReorg >= options.ReorgInterval)
            {
                sinceReorg = 0;
                Reorgs++;
                var depth = random.Next(1, options.MaxReorgDepth + 1);
                options.Progress?.Invoke($"Block {head}: the newest {depth} are replaced.");
                await chain.ReorgAsync(depth, cancellationToken);
            }

            if (random.Next(40) == 0)
            {
                Drops++;
                await chain.Rpc.CallAsync("anvil_dropAllTransactions", cancellationToken);
            }

            if (dearBlocks == 0 && random.Next(100) == 0)
            {
                Spikes++;
                dearBlocks = SpikeBlocks;
                options.Progress?.Invoke($"Block {head}: {SpikeBlocks} dear blocks begin.");
            }

            if (dearBlocks > 0)
            {
                dearBlocks--;
                await chain.SetNextBlockBaseFeeAsync((UInt256)(BaseFeeFloorWei * options.BaseFeeFactor), cancellationToken);
            }
        }
    }
}
