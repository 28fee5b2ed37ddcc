using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Verify;

/// <summary>What the verify stage lets through.</summary>
public sealed class VerifyOptions
{
    /// <summary>Tokens that may be settled.</summary>
    public IReadOnlyList<Token> Tokens { get; set; } = [];

    /// <summary>Who may be paid; empty means anybody.</summary>
    public IReadOnlyList<Address> Payees { get; set; } = [];

    /// <summary>The batching contract, which may be neither payer nor payee.</summary>
    public Address Multicall3 { get; set; } = Address.Parse("0xca11bde05977b3631167028862be2a173976ca11");

    /// <summary>Whether payments of payers with code are let in when the chain says that they would go through.</summary>
    /// <value>Default true.</value>
    public bool AcceptPayersWithCode { get; set; } = true;

    /// <summary>Smallest value in atomic units.</summary>
    /// <value>Default 0: no dust limit.</value>
    public UInt256 MinValue { get; set; }

    /// <summary>Longest time until <c>validBefore</c>.</summary>
    /// <value>Default 30 days: keys are remembered at least that long, which bounds memory.</value>
    public TimeSpan ValidityHorizon { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Shortest time until <c>validBefore</c>; longer while payments are measured to take longer to land.</summary>
    /// <value>Default 6 s, the reference facilitator's: three blocks of an L2.</value>
    public TimeSpan ValidityMargin { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Groups that are checked at the same time.</summary>
    /// <value>Default 64: each waits for a fresh head, and for an unknown payer up to 50 ms, so that 64 requests of one
    /// payment each still make more than 1,000 a second.</value>
    public int Concurrency { get; set; } = 64;
}
