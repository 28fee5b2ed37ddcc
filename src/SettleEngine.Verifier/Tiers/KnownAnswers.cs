using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Verifier.Tiers;

/// <summary>Payments whose digests and payers were computed once and are constants here, so that no tier is judged by itself.</summary>
internal static class KnownAnswers
{
    /// <summary>The domain of USDC on Base.</summary>
    public static Hash256 DomainSeparator { get; } = Hash256.Parse("0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f");

    /// <summary>A number above the group's order and the field's.</summary>
    public static Hash256 AllOnes { get; } = Hash256.Parse("0x" + new string('f', 64));

    /// <summary>The payments.</summary>
    public static IReadOnlyList<KnownPayment> Payments { get; } =
    [
        Payment(
            1,
            "0xc4273ed4274da985c3cc054ee3851de399535f97",
            "0x9b9298b5bcf07cb6ed644fd99933ee9495ab1dc0e1abf0eabf286036a2e371a6",
            "0x9c15bdc2dcf349b979dc30f2db1cdd986fdee64c16203a76581923b22996dd28",
            "0x426749791a22a7cab1463935759a93566f6aed65385b1730eb3d665a824a2582",
            28),
        Payment(
            2,
            "0x299c1180ee2eaf373ac23482772198b4c8ead771",
            "0x27f54441f399a5dd4852a5366725d4260eb47f1a4e7092bcebac6de1a97f4b68",
            "0x3cb655883c4b0c469173daa12ab4c81441a4f41bdcd704b8c9caaa7fcb6cc310",
            "0x2f25c34058e31d53b8ef9f373f36675348eaff741a6f139fc30ae2d917ab83e7",
            27),
        Payment(
            3,
            "0x7f5fe2e2863481b2715d2eacad161dbfad240ea4",
            "0xc461a3f4ed451b2cb1a463ddfe5caf11a3dc06dc6570b46092b8d9ac7cc041db",
            "0x64b49a99b10acceab95e2dd2fa0596e88b34f4390c0147059d8b44d9c7397695",
            "0x7eb8bfd049852dee997eb4f58d6727230ee0f7bd32ad871c3f6d8d8ee4dbfe59",
            27),
        Payment(
            4,
            "0x4afd05f6667f80e90acbffb10ca4c84864890199",
            "0xc36965d4da430ae84c269f57f76bef886d694cdadb3669d3407457a9e4528e46",
            "0xa3ff0df3e41b9ea6399f3a56d3062cf7e1adebdd7e30416a727c32be49a90e58",
            "0x4bc1a50057cadad8902bd736906fdc8100ca54a8c3a8a58657dd6d8b352c9132",
            28),
        Payment(
            5,
            "0x51bf5c049be6c3b6da7c42b7baf3fd47f94a24a3",
            "0xddd517e61158d672a418824839fd28aefaba0beb68d5474ab91ac903aaab0292",
            "0xfd242b1cee03e091aec4981e780aa375b13d9b8d31e36ead5591d52f83b85bd1",
            "0x133b819e6357e4c9273d91b8737ca7633a71eaa0cc7c30f2e319aa97311fce3e",
            28),
        Payment(
            6,
            "0x07c0c4718f182df9de275fc25c49885fa2af2b3b",
            "0x66018ec0ec87f0c8f5a317c4231865262be1f94b78bcc1b456e823e68e0c9279",
            "0x4338394bef10f01a29c1fa0947e31594c51f068ab046022036ad20693b93287b",
            "0x2c16c1d8683348f0c2ef9f3fe3c434a34f381e4c98ee9274159f177cf1f4e2ee",
            27),
        Payment(
            7,
            "0x4431d0253c453b2d64345acfd9e68963246e1bb1",
            "0x030d546e16b21bf2e2abaee1ad2a24c4dba5bbfd02b61c15fc58f6cdfb56d566",
            "0x13e7f72406007e67f4de0a60364dd5c536871affc79b29bc0faf3e50e496cde2",
            "0x09eb2a25133b019f51520bac3e5a47cbdea76c386eac3d3289647622796a0646",
            27),
        Payment(
            8,
            "0x9bfcc4ab5ac52548813d78497c2d72062e4b2bc4",
            "0xb16d6819db91e1eaab409b2e32439441e533918b968b28c940b4a58c5f8ad03e",
            "0x68b21b1c3ec91ff31b2047d153c4d6f8148228cad80fcbc8d04950d41007f862",
            "0x58a563da4e483d701e656fa1a266ac9d0fce48c0fb6e31be5aaf589c9ff58876",
            27),
    ];

    private static KnownPayment Payment(int number, string payer, string digest, string r, string s, byte v)
    {
        Span<byte> authorizationNonce = stackalloc byte[Hash256.Size];
        authorizationNonce.Clear();
        authorizationNonce[^1] = (byte)number;
        var authorization = new Authorization(
            Address.Parse(payer),
            Address.Parse("0x00000000000000000000000000000000000000ff"),
            new TokenAmount((ulong)(999_999 + number)),
            new UnixSeconds(0),
            new UnixSeconds(4_000_000_000),
            new AuthorizationNonce(new Hash256(authorizationNonce)));
        var signature = new EcdsaSignature(Hash256.Parse(r), Hash256.Parse(s), v);
        return new KnownPayment(
            new SignedAuthorization(default, authorization, signature, ConfirmationLevel.Included), Hash256.Parse(digest));
    }
}
