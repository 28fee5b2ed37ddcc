using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

/// <summary>Known answers from viem 2.57.0, signed with the second of anvil's well-known keys.</summary>
public class Eip1559KnownAnswerTests
{
    [Fact]
    public void A_contract_call_is_hashed_and_encoded_as_another_implementation_does()
    {
        var data = VectorA.Bytes("0x82ad56cb" + new string('0', 120) + "ff");
        var transaction = new Eip1559Transaction(
            ChainId: 84_532,
            new AccountNonce(7),
            MaxPriorityFeePerGasWei: 1,
            MaxFeePerGasWei: 12_345_678_901,
            GasLimit: 16_777_216,
            Multicall3Calldata.Contract,
            ValueWei: 0,
            data);
        var signature = new EcdsaSignature(
            Hash256.Parse("0x2576be9d7c47adcf40625e89261920fce1c78e04a904da622a91e4de9ef8cf52"),
            Hash256.Parse("0x7858067d5f929ac9871dcadf9ab44aba5fac6f139c5b2810d53da0aecb8a927b"),
            28);

        var raw = transaction.Encode(signature);

        Assert.Equal(
            "0xe3b0fe61fb2f846bb30a9053579f14a271b1e2ae4cc4879ec83dd330a6b8be31",
            transaction.SigningHash().ToString());
        Assert.Equal(
            "0x02f8ae83014a3407018502dfdc1c35840100000094ca11bde05977b3631167028862be2a173976ca1180b84182ad56cb"
            + new string('0', 120)
            + "ffc001a02576be9d7c47adcf40625e89261920fce1c78e04a904da622a91e4de9ef8cf52"
            + "a07858067d5f929ac9871dcadf9ab44aba5fac6f139c5b2810d53da0aecb8a927b",
            Hex.Encode(raw));
        Assert.Equal(
            "0x6a534f74ed7fb5268667cabe8ab1ac1d6e39832ff0579574d17850ac741207ab",
            Keccak256.Hash(raw).ToString());
    }

    [Fact]
    public void A_plain_transfer_is_hashed_and_encoded_as_another_implementation_does()
    {
        var transaction = new Eip1559Transaction(
            ChainId: 1,
            new AccountNonce(0),
            MaxPriorityFeePerGasWei: 0,
            MaxFeePerGasWei: 0,
            GasLimit: 21_000,
            Address.Parse("0x00000000000000000000000000000000000000ff"),
            ValueWei: 1_000_000_000_000_000_000,
            default);
        var signature = new EcdsaSignature(
            Hash256.Parse("0xa3fb5fce48a67ad2616443076bfbcbaed1dc1ac4cc9749f4855252623c760fff"),
            Hash256.Parse("0x7a56f96cb95e22c424482d12e01f41a0928d356b8c243bbe118bb4694b6eebbc"),
            27);

        Assert.Equal(
            "0x5e5b90d03d72b05dcaf1b38f767bdf7757d006b4f53ca7b6ac88fa0c38dab32e",
            transaction.SigningHash().ToString());
        Assert.Equal(
            "0x02f86a018080808252089400000000000000000000000000000000000000ff880de0b6b3a764000080c0"
            + "80a0a3fb5fce48a67ad2616443076bfbcbaed1dc1ac4cc9749f4855252623c760fff"
            + "a07a56f96cb95e22c424482d12e01f41a0928d356b8c243bbe118bb4694b6eebbc",
            Hex.Encode(transaction.Encode(signature)));
    }

    [Fact]
    public void Leading_zeros_of_a_signature_are_not_written()
    {
        var transaction = new Eip1559Transaction(1, default, 0, 0, 0, default, 0, default);
        var one = Hash256.Parse("0x" + new string('0', 63) + "1");

        var raw = transaction.Encode(new EcdsaSignature(one, one, 27));

        Assert.Equal("c0800101", Hex.Encode(raw)[^8..]);
    }

    [Fact]
    public void A_signature_without_a_recovery_id_is_a_fault_of_ours()
    {
        var transaction = new Eip1559Transaction(1, default, 0, 0, 0, default, 0, default);

        Assert.Throws<InvariantBrokenException>(() => transaction.Encode(default));
    }
}
