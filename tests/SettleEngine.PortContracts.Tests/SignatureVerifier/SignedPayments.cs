using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>Payments of as many payers as a test wants, and damaged ones.</summary>
internal static class SignedPayments
{
    private static readonly PaymentTerms Terms = PaymentTerms.Until(new UnixSeconds(4_000_000_000));

    public static Token Token { get; } = KnownTokens.For(84_532)[0];

    public static SignedAuthorization[] Create(ulong seed, int payers, int count) =>
        new PaymentFactory(seed, payers, Token).CreateMany(0, count, Terms);

    /// <summary>The same payment with somebody else's signature.</summary>
    public static SignedAuthorization Forge(SignedAuthorization item, SignedAuthorization other) =>
        item with { Signature = other.Signature };
}
