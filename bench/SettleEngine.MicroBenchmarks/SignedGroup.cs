using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.MicroBenchmarks;

/// <summary>A full group of signed payments for the kernels.</summary>
internal static class SignedGroup
{
    /// <summary>The token that they pay with.</summary>
    public static Token Token { get; } = KnownTokens.For(84_532)[0];

    /// <summary>As many payments as a call takes, of as many payers as wanted, in turn.</summary>
    public static SignedAuthorization[] Payments(int payers) =>
        new PaymentFactory(402, payers, Token).CreateMany(
            0, SignatureKernels.MaxItems, PaymentTerms.Until(new UnixSeconds(4_000_000_000)));

    /// <summary>Their digests and signatures.</summary>
    public static SignedDigest[] Digests(SignedAuthorization[] payments) =>
        [.. payments.Select(item => new SignedDigest(
            TransferDigest.Compute(Token.DomainSeparator, item.Authorization), item.Signature))];
}
