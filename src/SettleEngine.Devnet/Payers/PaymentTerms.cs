using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.Payers;

/// <summary>What generated payments have in common.</summary>
/// <param name="Payee">Who is paid.</param>
/// <param name="Value">How much by each payment.</param>
/// <param name="ValidAfter">Usable only when block time is greater.</param>
/// <param name="ValidBefore">Usable only when block time is smaller.</param>
/// <param name="Level">Confirmation level at which the outcome is wanted.</param>
public readonly record struct PaymentTerms(
    Address Payee,
    TokenAmount Value,
    UnixSeconds ValidAfter,
    UnixSeconds ValidBefore,
    ConfirmationLevel Level = ConfirmationLevel.Included)
{
    /// <summary>A payee that no generated payer is, for callers who do not care.</summary>
    public static Address DefaultPayee { get; } = Address.Parse("0x209693bc6afc0c5328ba36faf03c514ef312287c");

    /// <summary>A tenth of a cent to <see cref="DefaultPayee"/>, valid from the beginning.</summary>
    /// <param name="validBefore">End of the window.</param>
    /// <returns>The terms.</returns>
    public static PaymentTerms Until(UnixSeconds validBefore) =>
        new(DefaultPayee, new TokenAmount(1_000), new UnixSeconds(0), validBefore);
}
