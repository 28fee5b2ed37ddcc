using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class Multicall3CalldataTests
{
    [Theory]
    [InlineData(1, 548, "0xce55f6bb877b05960d5a226e310b191e713774c5274ed8f30a93bdc19ff9151f")]
    [InlineData(2, 1_028, "0x41746af5bea77f3f602df8ba1ecea80aadcf39cf33e23eb4de1de8bae6245cc6")]
    [InlineData(100, 48_068, "0x59e42b01d2d76f4f99f13ecd586ae058c21a5ce69afdd85da1efd242eadf0ad0")]
    public void A_batch_becomes_the_calldata_that_another_implementation_writes(int count, int size, string digest)
    {
        var payments = Enumerable.Repeat(VectorA.Payment, count).ToArray();
        var calldata = new byte[Multicall3Calldata.Size(count)];
        calldata.AsSpan().Fill(0xee);

        var written = Multicall3Calldata.Write(payments, calldata);

        Assert.Equal(size, written);
        Assert.Equal(Hash256.Parse(digest), Keccak256.Hash(calldata));
    }

    [Fact]
    public void Each_payment_is_called_on_its_own_token_and_may_fail_alone()
    {
        var other = Address.Parse("0x00000000000000000000000000000000000000aa");
        SignedAuthorization[] payments = [VectorA.Payment, VectorA.Payment with { Token = other }];
        var calldata = new byte[Multicall3Calldata.Size(2)];

        Multicall3Calldata.Write(payments, calldata);

        var secondCall = calldata.AsSpan(68 + (2 * 32) + 448);
        Assert.Equal(other, new Address(secondCall[12..]));
        Assert.Equal((UInt256)1, new UInt256(secondCall[32..]));
        Assert.Equal(VectorA.Calldata, Hex.Encode(secondCall.Slice(128, TransferCalldata.Size)));
    }

    [Fact]
    public void Calls_cannot_be_added_beyond_the_announced_count()
    {
        var broken = false;
        var writer = new Multicall3Writer(new byte[Multicall3Writer.Size(1, 4)], count: 1, callDataSize: 4);
        writer.Add(default);
        try
        {
            writer.Add(default);
        }
        catch (InvariantBrokenException)
        {
            broken = true;
        }

        Assert.True(broken);
        Assert.True(writer.IsComplete);
    }
}
