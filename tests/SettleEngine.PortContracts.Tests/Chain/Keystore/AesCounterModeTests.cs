using SettleEngine.Chain.Lanes.Keystore;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain.Keystore;

public class AesCounterModeTests
{
    private static readonly byte[] Key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");

    /// <summary>NIST SP 800-38A, F.5.1.</summary>
    [Fact]
    public void The_published_vector_is_met()
    {
        var data = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

        AesCounterMode.Apply(Key, Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), data);

        Assert.Equal(
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee",
            Convert.ToHexStringLower(data));
    }

    [Fact]
    public void The_counter_wraps_around_as_one_number()
    {
        var both = new byte[32];
        AesCounterMode.Apply(Key, Convert.FromHexString("ffffffffffffffffffffffffffffffff"), both);
        var second = new byte[16];
        AesCounterMode.Apply(Key, new byte[16], second);

        Assert.Equal(second, both[16..]);
    }

    [Fact]
    public void A_part_of_a_block_is_the_beginning_of_it()
    {
        var whole = new byte[16];
        var part = new byte[13];
        AesCounterMode.Apply(Key, new byte[16], whole);
        AesCounterMode.Apply(Key, new byte[16], part);

        Assert.Equal(whole[..13], part);
    }
}
