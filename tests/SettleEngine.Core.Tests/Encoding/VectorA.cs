using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Tests.Encoding;

/// <summary>A payment on Base Sepolia that viem signed and encoded.</summary>
internal static class VectorA
{
    public const string Calldata =
        "0xe3ee160e"
        + "00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "000000000000000000000000209693bc6afc0c5328ba36faf03c514ef312287c"
        + "0000000000000000000000000000000000000000000000000000000000002710"
        + "0000000000000000000000000000000000000000000000000000000000000000"
        + "00000000000000000000000000000000000000000000000000000000773593ff"
        + "1111111111111111111111111111111111111111111111111111111111111111"
        + "000000000000000000000000000000000000000000000000000000000000001b"
        + "adcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"
        + "567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0";

    public static SignedAuthorization Payment { get; } = new(
        Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
        new Authorization(
            Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
            Address.Parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
            new TokenAmount(10_000),
            new UnixSeconds(0),
            new UnixSeconds(1_999_999_999),
            new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64)))),
        new EcdsaSignature(
            Hash256.Parse("0xadcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"),
            Hash256.Parse("0x567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0"),
            27),
        ConfirmationLevel.Included);

    public static byte[] Bytes(string hex)
    {
        var bytes = new byte[(hex.Length - 2) / 2];
        return Hex.TryDecode(hex.AsSpan(), bytes) ? bytes : throw new FormatException(hex);
    }
}
