using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Costs;

/// <summary>How many payments of a transaction go to a payee.</summary>
/// <param name="Payee">The payee; zero when it is not known any more.</param>
/// <param name="Payments">Payments to it.</param>
/// <param name="Settled">How many of them the transaction settled.</param>
public readonly record struct PayeeCount(Address Payee, int Payments, int Settled);
