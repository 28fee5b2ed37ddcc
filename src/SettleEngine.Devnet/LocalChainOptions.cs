using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet;

/// <summary>How a local chain is started. Every value has a default that suits tests.</summary>
public sealed record LocalChainOptions
{
    /// <summary>The port on 127.0.0.1 that the node listens on.</summary>
    /// <value>Default 0: any free one.</value>
    public int Port { get; init; }

    /// <summary>Time between blocks; fractions of a second are fine.</summary>
    /// <value>Default zero: blocks come only from <see cref="LocalChain.MineAsync"/>.</value>
    public TimeSpan BlockTime { get; init; } = TimeSpan.Zero;

    /// <summary>Most gas that a block may use.</summary>
    /// <value>Default 400,000,000, as on Base.</value>
    public ulong GasLimit { get; init; } = 400_000_000;

    /// <summary>Blocks in an epoch: <c>safe</c> is one epoch back, <c>finalized</c> two.</summary>
    /// <value>Default 8, so that a block is final after 16 more.</value>
    public int SlotsInEpoch { get; init; } = 8;

    /// <summary>Base fee of every block, in wei per gas.</summary>
    /// <value>Default 5,000,000 (0.005 gwei), the floor of Base.</value>
    public UInt256 BaseFeeWei { get; init; } = 5_000_000;

    /// <summary>Another anvil binary than the pinned one.</summary>
    /// <value>Default null: the one from the lock file, fetched on first use.</value>
    public string? AnvilPath { get; init; }

    /// <summary>A folder whose <c>node_modules</c> already holds the pinned packages, for machines without npm.</summary>
    /// <value>Default null: a folder in the user's cache, filled by <c>npm ci</c> on first use.</value>
    public string? PackagesFolder { get; init; }

    /// <summary>Hears in sentences what takes long or goes wrong meanwhile; called from any thread.</summary>
    /// <value>Default null: nobody is told.</value>
    public Action<string>? Progress { get; init; }
}
