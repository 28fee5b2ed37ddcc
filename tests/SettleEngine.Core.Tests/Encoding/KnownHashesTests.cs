using System.Buffers.Binary;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class KnownHashesTests
{
    [Theory]
    [InlineData(
        FunctionSelectors.TransferWithAuthorization,
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)")]
    [InlineData(FunctionSelectors.AuthorizationState, "authorizationState(address,bytes32)")]
    [InlineData(FunctionSelectors.BalanceOf, "balanceOf(address)")]
    [InlineData(FunctionSelectors.DomainSeparator, "DOMAIN_SEPARATOR()")]
    [InlineData(FunctionSelectors.Aggregate3, "aggregate3((address,bool,bytes)[])")]
    [InlineData(FunctionSelectors.GetEthBalance, "getEthBalance(address)")]
    public void Selectors_are_derived_from_their_signatures(uint selector, string signature)
    {
        var digest = new byte[Hash256.Size];
        HashOf(signature).CopyTo(digest);

        Assert.Equal(selector, BinaryPrimitives.ReadUInt32BigEndian(digest));
    }

    [Fact]
    public void Topics_are_derived_from_their_signatures()
    {
        Assert.Equal(HashOf("AuthorizationUsed(address,bytes32)"), EventTopics.AuthorizationUsed);
        Assert.Equal(HashOf("AuthorizationCanceled(address,bytes32)"), EventTopics.AuthorizationCanceled);
        Assert.Equal(HashOf("Transfer(address,address,uint256)"), EventTopics.Transfer);
    }

    private static Hash256 HashOf(string signature) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(signature));
}
