using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>A transaction as the chain sees it.</summary>
public sealed record ChainTransaction
{
    public required Hash256 Hash { get; init; }

    public required Address Sender { get; init; }

    public AccountNonce AccountNonce { get; init; }

    /// <summary>Whether the sender's account nonce counts; made-up accounts of third parties need none.</summary>
    public bool HasAccountNonce { get; init; }

    public UInt256 TipCapWei { get; init; }

    public UInt256 FeeCapWei { get; init; }

    public ulong GasLimit { get; init; }

    /// <summary>Whether the calls are the elements of an <c>aggregate3</c>.</summary>
    public bool IsMulticall { get; init; }

    /// <summary>Whether the calldata is not what its contract reads: the transaction reverts.</summary>
    public bool IsMalformed { get; init; }

    public IReadOnlyList<TokenCall> Calls { get; init; } = [];

    /// <summary>The exact bytes, for transactions that came as bytes.</summary>
    public byte[] Raw { get; init; } = [];

    /// <summary>What it burns before it does anything: 21,000 and its calldata.</summary>
    public ulong IntrinsicGas { get; init; } = 21_000;
}
