using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.LoadBench.Verify;

/// <summary>Signed payments of as many payers as a measurement needs, in turn.</summary>
internal static class VerifyInputs
{
    private const ulong Seed = 402;

    private static readonly PaymentTerms Terms = PaymentTerms.Until(new UnixSeconds(4_000_000_000));

    /// <summary>The token that all pay with.</summary>
    public static Token Token { get; } = KnownTokens.For(84_532)[0];

    /// <summary>Good payments: number i comes from payer i modulo their count.</summary>
    public static SignedAuthorization[] Good(int payers, int count) =>
        new PaymentFactory(Seed, payers, Token).CreateMany(0, count, Terms);

    /// <summary>The same payments with another amount, which nobody signed.</summary>
    public static SignedAuthorization[] Forged(SignedAuthorization[] good) =>
        [.. good.Select(item => item with
        {
            Authorization = item.Authorization with { Value = new TokenAmount(item.Authorization.Value.Units + 1) },
        })];

    /// <summary>The same payments as if strangers had made them, each another one.</summary>
    public static SignedAuthorization[] Foreign(SignedAuthorization[] good) =>
        [.. good.Select(item =>
        {
            var bytes = new byte[Hash256.Size];
            item.Authorization.AuthorizationNonce.Bytes.CopyTo(bytes);
            Keccak256.Hash(bytes, bytes);
            return item with { Authorization = item.Authorization with { Payer = new Address(bytes) } };
        })];

    /// <summary>Two sets, one item of each in turn.</summary>
    public static SignedAuthorization[] Alternate(SignedAuthorization[] first, SignedAuthorization[] second) =>
        [.. first.Zip(second).SelectMany(pair => new[] { pair.First, pair.Second })];
}
