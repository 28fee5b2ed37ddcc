using SettleEngine.Core.Authorizations;
using Xunit;

namespace SettleEngine.Core.Tests.Authorizations;

public class NetworksTests
{
    [Theory]
    [InlineData("eip155:1", 1)]
    [InlineData("eip155:84532", 84532)]
    [InlineData("eip155:18446744073709551615", ulong.MaxValue)]
    public void A_caip2_name_is_read_and_written_alike(string name, ulong chainId)
    {
        Assert.True(Networks.TryParseCaip2(name.AsSpan(), out var fromText));
        Assert.True(Networks.TryParseCaip2(System.Text.Encoding.UTF8.GetBytes(name), out var fromBytes));

        Assert.Equal(chainId, fromText);
        Assert.Equal(chainId, fromBytes);
        Assert.Equal(name, Networks.ToCaip2(chainId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eip155")]
    [InlineData("eip155:")]
    [InlineData("eip155:0")]
    [InlineData("eip155:01")]
    [InlineData("eip155:+1")]
    [InlineData("eip155:-1")]
    [InlineData("eip155: 1")]
    [InlineData("eip155:1 ")]
    [InlineData("eip155:0x1")]
    [InlineData("eip155:1\u0661")]
    [InlineData("eip155:18446744073709551616")]
    [InlineData("eip155:100000000000000000000000")]
    [InlineData("EIP155:1")]
    [InlineData("solana:1")]
    [InlineData("base")]
    public void Other_forms_are_refused(string name)
    {
        Assert.False(Networks.TryParseCaip2(name.AsSpan(), out _));
        Assert.False(Networks.TryParseCaip2(System.Text.Encoding.UTF8.GetBytes(name), out _));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.False(Networks.TryParseCaip2([.. "eip155:1"u8, 0xFF], out _));
    }

    [Theory]
    [InlineData("base", 8453)]
    [InlineData("base-sepolia", 84532)]
    [InlineData("skale-base-sepolia", 324705682)]
    [InlineData("flare", 14)]
    public void Legacy_names_work_both_ways(string name, ulong chainId)
    {
        Assert.True(Networks.TryParseLegacyName(name, out var parsed));
        Assert.Equal(chainId, parsed);
        Assert.Equal(name, Networks.LegacyNameOf(chainId));
    }

    [Theory]
    [InlineData("arbitrum")]
    [InlineData("Base")]
    [InlineData("eip155:8453")]
    [InlineData("")]
    public void Names_that_v1_does_not_know_are_refused(string name)
    {
        Assert.False(Networks.TryParseLegacyName(name, out _));
    }

    [Fact]
    public void A_chain_without_a_legacy_name_has_none()
    {
        Assert.Null(Networks.LegacyNameOf(42161));
    }
}
