using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Confirm;

public class SettlementProofTests
{
    private static readonly Address Token = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static readonly Address OtherToken = Address.Parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
    private static readonly Address Payer = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static readonly Address Payee = Address.Parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    private static readonly Address Stranger = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

    private static readonly Authorization Signed = Payment(1);

    private static Authorization Payment(byte number) => new(
        Payer,
        Payee,
        new TokenAmount(10_000),
        new UnixSeconds(0),
        new UnixSeconds(1_999_999_999),
        new AuthorizationNonce(Word(number)));

    private static Hash256 Word(byte last)
    {
        var bytes = new byte[Hash256.Size];
        bytes[31] = last;
        return new Hash256(bytes);
    }

    private static ReceiptLog Used(uint index, Authorization? of = null) => new(
        Token,
        3,
        EventTopics.AuthorizationUsed,
        AbiWord.ToTopic((of ?? Signed).Payer),
        (of ?? Signed).AuthorizationNonce.Bytes,
        0,
        default,
        index);

    private static ReceiptLog Transfer(uint index, Authorization? of = null) => new(
        Token,
        3,
        EventTopics.Transfer,
        AbiWord.ToTopic((of ?? Signed).Payer),
        AbiWord.ToTopic((of ?? Signed).Payee),
        32,
        (of ?? Signed).Value.Units,
        index);

    private static TransactionReceipt Receipt(params ReceiptLog[] logs) => new(Word(200), 7, Word(201), true, 85_800, 1, logs);

    private static Hash256 Dirty(Address address, int at)
    {
        var bytes = new byte[Hash256.Size];
        AbiWord.Write(bytes, address);
        bytes[at] = 1;
        return new Hash256(bytes);
    }

    /// <summary>What the confirm stage asks: was this authorization consumed here, and by its own transfer?</summary>
    private static bool Proves(TransactionReceipt receipt, Authorization? of = null)
    {
        var authorization = of ?? Signed;
        var key = new AuthorizationKey(Token, authorization.Payer, authorization.AuthorizationNonce);
        return SettlementProof.IndexConsumed(receipt).TryGetValue(key, out var usedAt)
            && SettlementProof.IsExactTransfer(receipt, usedAt, Token, authorization);
    }

    [Fact]
    public void The_adjacent_pair_proves_the_payment()
    {
        Assert.True(Proves(Receipt(Used(0), Transfer(1))));
    }

    [Fact]
    public void The_pair_is_found_among_other_events()
    {
        var other = Transfer(4) with { Topic1 = AbiWord.ToTopic(Stranger), Emitter = OtherToken };

        Assert.True(Proves(Receipt(other, Used(5), Transfer(6), other with { LogIndex = 7 })));
    }

    [Fact]
    public void A_status_of_success_without_the_pair_proves_nothing()
    {
        Assert.False(Proves(Receipt()));
        Assert.False(Proves(Receipt(Used(0))));
        Assert.False(Proves(Receipt(Transfer(0))));
    }

    [Fact]
    public void A_transfer_before_its_authorization_proves_nothing()
    {
        Assert.False(Proves(Receipt(Transfer(0), Used(1))));
    }

    [Fact]
    public void Another_emitter_proves_nothing()
    {
        Assert.False(Proves(Receipt(Used(0) with { Emitter = OtherToken }, Transfer(1) with { Emitter = OtherToken })));
        Assert.False(Proves(Receipt(Used(0) with { Emitter = OtherToken }, Transfer(1))));
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Emitter = OtherToken })));
    }

    [Fact]
    public void Another_value_proves_nothing()
    {
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Data = 9_999 })));
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Data = new UInt256(1, 0, 0, 10_000) })));
    }

    [Fact]
    public void Another_payer_or_payee_proves_nothing()
    {
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Topic2 = AbiWord.ToTopic(Stranger) })));
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Topic1 = AbiWord.ToTopic(Stranger) })));
        Assert.False(Proves(Receipt(Used(0) with { Topic1 = AbiWord.ToTopic(Stranger) }, Transfer(1))));
    }

    [Fact]
    public void Another_authorization_nonce_proves_nothing()
    {
        Assert.False(Proves(Receipt(Used(0) with { Topic2 = Word(2) }, Transfer(1))));
    }

    [Fact]
    public void A_gap_between_the_two_events_proves_nothing()
    {
        Assert.False(Proves(Receipt(Used(0), Transfer(2))));

        var between = Transfer(1) with { Topic2 = AbiWord.ToTopic(Stranger) };
        Assert.False(Proves(Receipt(Used(0), between, Transfer(2))));
    }

    [Fact]
    public void An_event_that_is_no_transfer_proves_nothing()
    {
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Topic0 = EventTopics.AuthorizationCanceled })));
        Assert.False(Proves(Receipt(Used(0) with { Topic0 = EventTopics.AuthorizationCanceled }, Transfer(1))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void An_event_with_another_number_of_topics_proves_nothing(int topics)
    {
        Assert.False(Proves(Receipt(Used(0) with { TopicCount = topics }, Transfer(1))));
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { TopicCount = topics })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(64)]
    public void A_transfer_with_another_length_of_data_proves_nothing(int length)
    {
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { DataLength = length })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Topics_with_dirty_high_bytes_are_no_addresses(int at)
    {
        Assert.False(Proves(Receipt(Used(0) with { Topic1 = Dirty(Payer, at) }, Transfer(1))));
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Topic1 = Dirty(Payer, at) })));
        Assert.False(Proves(Receipt(Used(0), Transfer(1) with { Topic2 = Dirty(Payee, at) })));
    }

    [Fact]
    public void Equal_payments_in_one_batch_are_told_apart_by_their_nonces()
    {
        var receipt = Receipt(
            Used(0, Payment(1)), Transfer(1, Payment(1)), Used(2, Payment(2)), Transfer(3, Payment(2)));

        var consumed = SettlementProof.IndexConsumed(receipt);

        Assert.Equal(2, consumed.Count);
        Assert.Equal(0, consumed[new AuthorizationKey(Token, Payer, Payment(1).AuthorizationNonce)]);
        Assert.Equal(2, consumed[new AuthorizationKey(Token, Payer, Payment(2).AuthorizationNonce)]);
        Assert.True(Proves(receipt, Payment(1)));
        Assert.True(Proves(receipt, Payment(2)));
        Assert.False(Proves(receipt, Payment(3)));
    }

    [Fact]
    public void One_failed_payment_of_a_batch_does_not_borrow_its_neighbours_transfer()
    {
        var receipt = Receipt(Used(0, Payment(2)), Transfer(1, Payment(2)));

        Assert.False(Proves(receipt, Payment(1)));
    }

    [Fact]
    public void The_first_of_two_claims_to_one_nonce_counts()
    {
        // A token never emits the same event twice; a forged second one must not move the proof.
        var receipt = Receipt(Used(0), Transfer(1), Used(2), Transfer(3) with { Data = 1 });

        Assert.Equal(0, Assert.Single(SettlementProof.IndexConsumed(receipt)).Value);
        Assert.True(Proves(receipt));
    }
}
