using SettleEngine.Core.Authorizations;

namespace SettleEngine.Pipeline.Costs;

/// <summary>A payment of a transaction, as far as its cost goes.</summary>
/// <param name="Item">The payment, or null when it is not known any more.</param>
/// <param name="IsSettled">Whether the transaction settled it.</param>
public readonly record struct BatchMember(SignedAuthorization? Item, bool IsSettled);
