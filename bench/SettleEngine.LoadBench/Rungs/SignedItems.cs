using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>Payments for rungs that need no chain: many payers, all different, so that nothing is learnt by heart.</summary>
internal static class SignedItems
{
    /// <summary>The token that they pay with.</summary>
    public static Token Token { get; } = KnownTokens.For(84_532)[0];

    /// <summary>Signs payments.</summary>
    public static SignedAuthorization[] Create(int count) =>
        new PaymentFactory(402, 1_000, Token).CreateMany(0, count, PaymentTerms.Until(new UnixSeconds(4_000_000_000)));
}
