using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

public class GoldenSignatureTests
{
    private static readonly Hash256 Digest =
        Hash256.Parse("0x0d0c979823daa246a491e063fa769002218b803c82e0269e7cdb15c7a0571a68");

    private static readonly EcdsaSignature Signature = new(
        Hash256.Parse("0xadcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"),
        Hash256.Parse("0x567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0"),
        27);

    private static readonly Address Payer = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static readonly byte[] PrivateKey =
        Convert.FromHexString("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    [Fact]
    public void The_golden_signature_gives_its_payer()
    {
        Assert.True(Secp256k1.TryRecover(Digest, Signature, out var signer));
        Assert.Equal(Payer, signer);
    }

    [Fact]
    public void The_golden_key_signs_the_golden_signature_byte_for_byte()
    {
        Assert.Equal(Signature, EcdsaSigningVar.SignVar(PrivateKey, Digest));
    }

    [Fact]
    public void The_golden_key_has_the_golden_account()
    {
        var publicKey = new byte[Secp256k1.PublicKeySize];

        Assert.True(EcdsaSigningVar.TryGetPublicKeyVar(PrivateKey, publicKey));
        Assert.Equal(Payer, Secp256k1.AddressOf(publicKey));
    }

    [Fact]
    public void The_other_v_gives_somebody_else()
    {
        Assert.True(Secp256k1.TryRecover(Digest, Signature with { V = 28 }, out var signer));
        Assert.NotEqual(Payer, signer);
    }
}
