using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Inputs that Ethereum clients are checked with: what the EVM's own recovery gives for them.</summary>
public class EvmRecoverTests
{
    private static readonly Hash256 Digest = Hash256.Parse("0x18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c");
    private static readonly Hash256 R = Hash256.Parse("0x73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f");
    private static readonly Hash256 S = Hash256.Parse("0xeeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549");

    [Fact]
    public void A_known_input_has_its_account()
    {
        Assert.True(Secp256k1.TryRecover(Digest, new EcdsaSignature(R, S, 28), out var signer));
        Assert.Equal(Address.Parse("0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b"), signer);
    }

    [Fact]
    public void The_token_refuses_that_input_for_its_high_s_though_the_evm_recovers_it()
    {
        Assert.True(Secp256k1.IsHighS(S));
    }

    [Fact]
    public void Text_in_place_of_r_and_s_has_no_account()
    {
        var digest = Hash256.Parse("0xa8b53bdf3306a35a7103ab5504a0c9b492295564b6202b1942a84ef300107281");
        var signature = new EcdsaSignature(
            Hash256.Parse("0x3078356531653033663533636531386237373263636230303933666637316633"),
            Hash256.Parse("0x6635336635633735623734646362333161383561613862383839326234653862"),
            27);

        Assert.False(Secp256k1.TryRecover(digest, signature, out _));
    }

    /// <summary>The EVM reads v as a word of 32 bytes, in which any bit but those of 27 and 28 spoils it. Here v is a byte, so
    /// the words that the wire can carry at all are these.</summary>
    [Fact]
    public void No_v_but_27_and_28_has_an_account()
    {
        for (var v = 0; v < 256; v++)
        {
            Assert.Equal(v is 27 or 28, Secp256k1.TryRecover(Digest, new EcdsaSignature(R, S, (byte)v), out _));
        }
    }
}
