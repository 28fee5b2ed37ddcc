using SettleEngine.Core.Encoding;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class TransferCalldataTests
{
    [Fact]
    public void A_payment_becomes_the_calldata_that_another_implementation_writes()
    {
        var calldata = new byte[TransferCalldata.Size];
        calldata.AsSpan().Fill(0xee);

        TransferCalldata.Write(VectorA.Payment, calldata);

        Assert.Equal(292, TransferCalldata.Size);
        Assert.Equal(VectorA.Calldata, Hex.Encode(calldata));
    }
}
