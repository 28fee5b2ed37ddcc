using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>A token that may be settled, with the EIP-712 domain that its payers sign for.</summary>
/// <param name="Address">The token contract.</param>
/// <param name="Name">The domain's name, which differs by chain for the same token ("USDC", "USD Coin").</param>
/// <param name="Version">The domain's version.</param>
/// <param name="DomainSeparator">Hash of the domain; compared with the contract's own at start.</param>
public sealed record Token(Address Address, string Name, string Version, Hash256 DomainSeparator);
