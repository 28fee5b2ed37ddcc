namespace SettleEngine.Chain;

/// <summary>How the chain is asked.</summary>
/// <remarks>Thread rule: read-only after the client was made.</remarks>
public sealed record ChainClientOptions
{
    /// <summary>Longest wait for one response of one endpoint.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most calls in one JSON-RPC batch.</summary>
    /// <value>Default 100, which public providers take.</value>
    public int MaxBatchCalls { get; init; } = 100;

    /// <summary>Most receipts asked for in one JSON-RPC batch. The receipt of 200 payments is 240 kB of text.</summary>
    /// <value>Default 50, so that a batch of the largest stays below the response limit of 16 MiB.</value>
    public int MaxBatchReceipts { get; init; } = 50;

    /// <summary>Most contract reads in one <c>eth_call</c> through Multicall3.</summary>
    /// <value>Default 300.</value>
    public int MaxMulticallReads { get; init; } = 300;

    /// <summary>Most blocks searched by one <c>eth_getLogs</c>.</summary>
    /// <value>Default 10,000, which public providers take.</value>
    public ulong MaxLogRangeBlocks { get; init; } = 10_000;

    /// <summary>Rest of an endpoint after its first failure; doubles with each further one.</summary>
    /// <value>Default 250 ms.</value>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest rest of an endpoint.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an endpoint must show that it still serves the same chain.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan IdentityInterval { get; init; } = TimeSpan.FromSeconds(60);
}
