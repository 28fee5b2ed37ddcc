using SettleEngine.Core.Authorizations;
using Xunit;

namespace SettleEngine.Core.Tests.Authorizations;

public class KnownTokensTests
{
    [Theory]
    [InlineData(8453, "USD Coin", "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f")]
    [InlineData(84532, "USDC", "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818")]
    [InlineData(1, "USD Coin", "0x06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335")]
    [InlineData(42161, "USD Coin", "0x08d11903f8419e68b1b8721bcbe2e9fc68569122a77ef18c216f10b3b5112c78")]
    [InlineData(137, "USD Coin", "0xcaa2ce1a5703ccbe253a34eb3166df60a705c561b44b192061e28f2a985be2ca")]
    [InlineData(43114, "USD Coin", "0xbbea200329a938bc3438984a49cb0732e66d66d7bd59c127abacc1710e77f7b3")]
    public void Separators_are_those_of_the_deployed_tokens(ulong chainId, string name, string separator)
    {
        var token = Assert.Single(KnownTokens.For(chainId));

        Assert.Equal(name, token.Name);
        Assert.Equal("2", token.Version);
        Assert.Equal(separator, token.DomainSeparator.ToString());
    }

    [Fact]
    public void A_chain_may_have_several_tokens_each_with_its_own_domain()
    {
        var tokens = KnownTokens.For(42220);

        Assert.Equal(["USDC", "Tether USD", "Tether America USD"], tokens.Select(token => token.Name));
        Assert.Equal(3, tokens.Select(token => token.DomainSeparator).Distinct().Count());
    }

    [Fact]
    public void A_chain_that_is_not_in_the_table_has_no_tokens()
    {
        Assert.Empty(KnownTokens.For(10));
    }
}
