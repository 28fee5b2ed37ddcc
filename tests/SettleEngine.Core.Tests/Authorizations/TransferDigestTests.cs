using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Authorizations;

public class TransferDigestTests
{
    private static readonly Authorization VectorA = new(
        Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
        Address.Parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        new TokenAmount(10_000),
        new UnixSeconds(0),
        new UnixSeconds(1_999_999_999),
        new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64))));

    [Fact]
    public void Type_hashes_are_those_of_the_standards()
    {
        Assert.Equal("0x8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f", Eip712Domain.TypeHash.ToString());
        Assert.Equal("0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267", TransferDigest.TypeHash.ToString());
    }

    [Fact]
    public void The_golden_authorization_has_the_golden_hashes()
    {
        var token = Assert.Single(KnownTokens.For(84532));

        Assert.Equal(
            "0xc1f2f4e6a55b18e9d37a65e175a2d7fff5f43bf8a24cb923e4ef80df329ec282",
            TransferDigest.StructHash(VectorA).ToString());
        Assert.Equal(
            "0x0d0c979823daa246a491e063fa769002218b803c82e0269e7cdb15c7a0571a68",
            TransferDigest.Compute(token.DomainSeparator, VectorA).ToString());
    }

    [Fact]
    public void The_golden_signature_of_the_golden_authorization_passes_the_rule()
    {
        var token = Assert.Single(KnownTokens.For(84532));
        var bytes = Convert.FromHexString(
            "adcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"
            + "567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba01b");
        Assert.Equal(RejectReason.None, EcdsaSignature.TryRead(bytes, out var signature));
        var item = new SignedAuthorization(token.Address, VectorA, signature, ConfirmationLevel.Included);

        Assert.Equal(RejectReason.None, SignatureRule.Check(item, token.DomainSeparator));
        Assert.Equal(RejectReason.SignatureInvalid, SignatureRule.Check(item, default));
    }

    [Fact]
    public void Large_values_fill_their_whole_words()
    {
        var largest = VectorA with
        {
            Value = new TokenAmount(UInt256.MaxValue),
            ValidAfter = new UnixSeconds(ulong.MaxValue),
            ValidBefore = new UnixSeconds(ulong.MaxValue),
        };
        var words = TransferDigest.TypeHash.ToString()[2..]
            + "00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"
            + "000000000000000000000000209693bc6afc0c5328ba36faf03c514ef312287c"
            + new string('f', 64)
            + new string('0', 48) + new string('f', 16)
            + new string('0', 48) + new string('f', 16)
            + new string('1', 64);

        Assert.Equal(Keccak256.Hash(Convert.FromHexString(words)), TransferDigest.StructHash(largest));
    }
}
