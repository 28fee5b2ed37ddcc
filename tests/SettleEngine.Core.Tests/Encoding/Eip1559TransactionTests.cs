using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class Eip1559TransactionTests
{
    // Computed with viem 2.57.0 and the second well-known development key.
    private const string SigningHash = "0x8c18a7a70c308470d85985931f31eea1303ffe847cb9245cc100555b19b49c8f";
    private const string TransactionHash = "0x95f9aeca5181615f3b779648f51f46ed8dee46ec30087d642430d0aedc2e3471";
    private const string Signed =
        "0x02f88f83014a3482012c01839896818357e40094ca11bde05977b3631167028862be2a173976ca1180a482ad56cb"
        + "0000000000000000000000000000000000000000000000000000000000000020c001"
        + "a0fc6004687f6a2654b482f7d65dc6cec9f4aea39aa7326dbf10b77b9e82068b06"
        + "a069ee3dd5ee42019b9098e15b0f348cc7811df7ab32528d0e31a91648a3fc9d51";

    private static readonly byte[] Data = Convert.FromHexString(
        "82ad56cb0000000000000000000000000000000000000000000000000000000000000020");

    private static readonly Eip1559Transaction Transaction = new(
        84532,
        new AccountNonce(300),
        1,
        10_000_001,
        5_760_000,
        Address.Parse("0xca11bde05977b3631167028862be2a173976ca11"),
        default,
        Data);

    private static readonly EcdsaSignature Signature = new(
        Hash256.Parse("0xfc6004687f6a2654b482f7d65dc6cec9f4aea39aa7326dbf10b77b9e82068b06"),
        Hash256.Parse("0x69ee3dd5ee42019b9098e15b0f348cc7811df7ab32528d0e31a91648a3fc9d51"),
        28);

    [Fact]
    public void The_hash_that_is_signed_is_the_one_that_wallets_sign()
    {
        Assert.Equal(Hash256.Parse(SigningHash), Transaction.SigningHash());
        Assert.True(Secp256k1.TryRecover(Transaction.SigningHash(), Signature, out var signer));
        Assert.Equal(Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8"), signer);
    }

    [Fact]
    public void The_signed_bytes_and_their_hash_are_those_of_wallets()
    {
        var raw = Transaction.Encode(Signature);

        Assert.Equal(Signed, Hex.Encode(raw));
        Assert.Equal(Hash256.Parse(TransactionHash), Keccak256.Hash(raw));
    }

    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(55, 127UL)]
    [InlineData(300, 128UL)]
    [InlineData(70_000, ulong.MaxValue)]
    public void Whom_signed_bytes_call_is_read_back_whatever_the_lengths(int dataBytes, ulong number)
    {
        var transaction = Transaction with
        {
            ChainId = Math.Max(1, number),
            AccountNonce = new AccountNonce(number),
            MaxPriorityFeePerGasWei = number,
            Data = new byte[dataBytes],
        };

        Assert.Equal(Transaction.To, Eip1559Transaction.TargetOf(transaction.Encode(Signature)));
    }

    [Fact]
    public void Other_bytes_call_nobody()
    {
        var raw = Transaction.Encode(Signature);

        for (var length = 0; length < 40; length++)
        {
            var cut = raw[..length];
            Assert.True(Eip1559Transaction.TargetOf(cut) == default || Eip1559Transaction.TargetOf(cut) == Transaction.To);
        }

        Assert.Equal(default, Eip1559Transaction.TargetOf(new byte[] { 0x01, 0xff, 0xff, 0xff }));
        Assert.Equal(default, Eip1559Transaction.TargetOf(new byte[] { 0x02, 0xf8, 0x6f }));
    }
}
