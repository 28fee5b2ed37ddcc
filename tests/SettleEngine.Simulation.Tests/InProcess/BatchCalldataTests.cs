using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.LoadBench.InProcess;
using Xunit;

namespace SettleEngine.Simulation.Tests.InProcess;

public sealed class BatchCalldataTests
{
    private static readonly Address Multicall3 = Multicall3Calldata.Contract;

    [Fact]
    public void What_the_chain_tells_of_a_batch_proves_every_payment_of_it()
    {
        SignedAuthorization[] payments = [Payment(1), Payment(2), Payment(3)];
        var calldata = new byte[Multicall3Calldata.Size(payments.Length)];
        Multicall3Calldata.Write(payments, calldata);

        AssertProven(payments, BatchCalldata.Settle(calldata, Multicall3, firstLogIndex: 40));
    }

    [Fact]
    public void A_plain_call_proves_its_payment()
    {
        SignedAuthorization[] payments = [Payment(9)];
        var calldata = new byte[TransferCalldata.Size];
        TransferCalldata.Write(payments[0], calldata);

        AssertProven(payments, BatchCalldata.Settle(calldata, payments[0].Token, firstLogIndex: 0));
    }

    private static void AssertProven(SignedAuthorization[] payments, ReceiptLog[] logs)
    {
        var hash = new Hash256(new byte[Hash256.Size]);
        var receipt = new TransactionReceipt(hash, 1, hash, true, 1, 1, logs);
        var consumed = SettlementProof.IndexConsumed(receipt);

        Assert.Equal(payments.Length, consumed.Count);
        Assert.All(payments, payment => Assert.True(SettlementProof.IsExactTransfer(
            receipt,
            consumed[payment.Key],
            payment.Token,
            payment.Authorization)));
    }

    private static SignedAuthorization Payment(byte number)
    {
        var bytes = new byte[Hash256.Size];
        bytes.AsSpan().Fill(number);
        var hash = new Hash256(bytes);
        bytes.AsSpan().Fill(0xee);
        return new SignedAuthorization(
            new Address(bytes),
            new Authorization(
                new Address(hash.ToString().Select(character => (byte)character).ToArray()),
                new Address(bytes),
                new TokenAmount(number * 1_000UL),
                default,
                new UnixSeconds(4_000_000_000),
                new AuthorizationNonce(hash)),
            new EcdsaSignature(hash, hash, 27),
            ConfirmationLevel.Included);
    }
}
