using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Tests.Encoding.Frames;

/// <summary>The payment that docs/formats.md shows, and its bytes.</summary>
internal static class FrameSamples
{
    public const string ItemHex =
        "01"                                                                 // level: included
        + "036cbd53842c5426634e7929541ec2318f3dcf7e"                         // token
        + "70997970c51812dc3a010c7d01b50e0d17dc79c8"                         // payer
        + "209693bc6afc0c5328ba36faf03c514ef312287c"                         // payee
        + "0000000000000000000000000000000000000000000000000000000000002710" // value
        + "0000000000000000"                                                 // valid after
        + "ff93357700000000"                                                 // valid before: 1999999999
        + "1111111111111111111111111111111111111111111111111111111111111111" // authorization nonce
        + "4100"                                                             // signature bytes: 65
        + "adcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a" // r
        + "567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0" // s
        + "1b";                                                              // v: 27

    public static SignedAuthorization Item { get; } = new(
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
}
