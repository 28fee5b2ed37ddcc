using SettleEngine.Core.Confirm;
using SettleEngine.Core.Submit;
using SettleEngine.SimulatedWorld.Chain;
using Xunit;

namespace SettleEngine.Simulation.Tests.Chain;

public class SimulatedChainTests
{
    [Fact]
    public void Its_keccak_and_its_topics_are_the_ones_of_ethereum()
    {
        Assert.Equal("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", ReferenceKeccak.Hash("").ToString());
        Assert.Equal(
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", TokenTopics.Transfer.ToString());
        Assert.StartsWith("0x98de5035", TokenTopics.AuthorizationUsed.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "0xe3ee160e",
            ReferenceKeccak.Hash(
                "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)").ToString(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "0x82ad56cb", ReferenceKeccak.Hash("aggregate3((address,bool,bytes)[])").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_transfer_costs_85_788_gas_and_a_batch_of_100_costs_50_767_a_payment()
    {
        var fixture = new ChainFixture();
        var plain = fixture.Plain(0, fixture.Pay(0));
        var batch = fixture.Batch(1, [.. Enumerable.Range(1, 100).Select(i => fixture.Pay(i))]);
        fixture.Send(plain);
        fixture.Send(batch);
        fixture.PassBlocks(1);

        Assert.Equal(85_788UL, fixture.Receipt(plain)!.GasUsed);
        Assert.Equal(50_767UL, fixture.Receipt(batch)!.GasUsed / 100);
    }

    [Fact]
    public void Each_settled_payment_of_a_batch_leaves_two_adjacent_events_with_block_wide_indexes()
    {
        var fixture = new ChainFixture();
        var first = fixture.Batch(0, [fixture.Pay(0), fixture.Pay(1)]);
        var calls = new[] { fixture.Pay(2), fixture.Pay(3) };
        var second = fixture.Batch(1, calls);
        fixture.Send(first);
        fixture.Send(second);
        fixture.PassBlocks(1);

        var logs = fixture.Receipt(second)!.Logs;
        Assert.Equal([4U, 5U, 6U, 7U], logs.Select(log => log.LogIndex));
        Assert.Equal(TokenTopics.AuthorizationUsed, logs[2].Topic0);
        Assert.Equal(calls[1].Authorization.AuthorizationNonce.Bytes, logs[2].Topic2);
        Assert.Equal(TokenTopics.Transfer, logs[3].Topic0);
        Assert.Equal(calls[1].Authorization.Value.Units, logs[3].Data);
    }

    [Fact]
    public void A_bad_payment_in_a_batch_fails_alone_and_the_transaction_succeeds()
    {
        var fixture = new ChainFixture();
        var used = fixture.Pay(0);
        TokenCall[] calls =
        [
            used,
            used,
            fixture.Pay(1, validBeforeIn: 0),
            fixture.Pay(2, validAfterIn: 60),
            fixture.Pay(3, value: 2_000, balance: 1_999),
            fixture.Pay(4, sign: (token, one) => PayerSignature.Forge(token, one)),
            fixture.Pay(5, sign: (token, one) => PayerSignature.SignHighS(token, one)),
            fixture.Pay(6),
        ];
        var raw = fixture.Batch(0, calls);
        fixture.Send(raw);
        fixture.PassBlocks(1);

        var receipt = fixture.Receipt(raw)!;
        Assert.True(receipt.Succeeded);
        Assert.Equal(4, receipt.Logs.Count);
        Assert.Equal(42_700UL + 50_340 + 13_216 + 10_922 + 10_900 + 44_626 + 22_391 + 18_920 + 50_340, receipt.GasUsed);
    }

    [Fact]
    public void A_validity_window_excludes_both_of_its_ends()
    {
        var fixture = new ChainFixture();
        var atStart = fixture.Pay(0, validAfterIn: 2);
        var atEnd = fixture.Pay(1, validBeforeIn: 2);
        var inside = fixture.Pay(2, validAfterIn: 1, validBeforeIn: 3);
        var raw = fixture.Batch(0, [atStart, atEnd, inside]);
        fixture.Send(raw);
        fixture.PassBlocks(1);

        Assert.Equal(2, fixture.Receipt(raw)!.Logs.Count);
        Assert.Equal(inside.Authorization.AuthorizationNonce.Bytes, fixture.Receipt(raw)!.Logs[0].Topic2);
    }

    [Fact]
    public void A_batch_without_enough_gas_reverts_whole_and_burns_its_limit()
    {
        var fixture = new ChainFixture();
        var raw = fixture.Batch(0, [fixture.Pay(0), fixture.Pay(1)], gasLimit: 140_000);
        fixture.Send(raw);
        fixture.PassBlocks(1);

        var receipt = fixture.Receipt(raw)!;
        Assert.False(receipt.Succeeded);
        Assert.Empty(receipt.Logs);
        Assert.Equal(140_000UL, receipt.GasUsed);
        Assert.Equal(1_000_000UL, fixture.Token.BalanceOf(ChainFixture.PayerAt(0)));
    }

    [Fact]
    public void A_payer_whose_balance_covers_two_of_three_pays_two()
    {
        var fixture = new ChainFixture();
        var raw = fixture.Batch(0, [fixture.Pay(0, balance: 2_500), fixture.Pay(0), fixture.Pay(0)]);
        fixture.Send(raw);
        fixture.PassBlocks(1);

        Assert.Equal(4, fixture.Receipt(raw)!.Logs.Count);
        Assert.Equal(500UL, fixture.Token.BalanceOf(ChainFixture.PayerAt(0)));
    }

    [Fact]
    public void Account_nonces_run_in_order_and_a_gap_waits()
    {
        var fixture = new ChainFixture();
        var first = fixture.Plain(0, fixture.Pay(0));
        var second = fixture.Plain(1, fixture.Pay(1));
        Assert.Equal(SendVerdict.InPool, fixture.Send(second).Verdict);
        fixture.PassBlocks(2);
        Assert.Null(fixture.Receipt(second));

        Assert.Equal(SendVerdict.InPool, fixture.Send(first).Verdict);
        fixture.PassBlocks(1);
        Assert.NotNull(fixture.Receipt(first));
        Assert.NotNull(fixture.Receipt(second));
        Assert.Equal(SendVerdict.NonceConsumed, fixture.Send(first).Verdict);
    }

    [Fact]
    public void A_replacement_needs_a_tenth_more_of_both_fees()
    {
        var fixture = new ChainFixture();
        var call = fixture.Pay(0);
        Assert.Equal(SendVerdict.InPool, fixture.Send(fixture.Batch(0, [call], tipWei: 100)).Verdict);
        Assert.Equal(SendVerdict.InPool, fixture.Send(fixture.Batch(0, [call], tipWei: 100)).Verdict);
        Assert.Equal(SendVerdict.Underpriced, fixture.Send(fixture.Batch(0, [call], tipWei: 100, capWei: 40_000_000)).Verdict);
        Assert.Equal(SendVerdict.Underpriced, fixture.Send(fixture.Batch(0, [call], tipWei: 200)).Verdict);

        var replacement = fixture.Batch(0, [call], tipWei: 110, capWei: 22_000_000);
        Assert.Equal(SendVerdict.InPool, fixture.Send(replacement).Verdict);
        fixture.PassBlocks(1);
        Assert.NotNull(fixture.Receipt(replacement));
    }

    [Fact]
    public void A_transaction_below_the_base_fee_waits_until_it_falls()
    {
        var fixture = new ChainFixture();
        fixture.Chain.BaseFeeWei = 30_000_000;
        var raw = fixture.Plain(0, fixture.Pay(0));
        Assert.Equal(SendVerdict.InPool, fixture.Send(raw).Verdict);
        fixture.PassBlocks(3);
        Assert.Null(fixture.Receipt(raw));

        fixture.Chain.BaseFeeWei = 5_000_000;
        fixture.PassBlocks(1);
        Assert.NotNull(fixture.Receipt(raw));
    }

    [Fact]
    public void An_evicting_pool_refuses_and_loses_what_is_below_the_base_fee()
    {
        var fixture = new ChainFixture(options: new ChainOptions { EvictsBelowBaseFee = true, LeftOutPerMillion = 0 });
        var raw = fixture.Plain(0, fixture.Pay(0));
        fixture.Send(raw);
        fixture.Chain.BaseFeeWei = 30_000_000;
        fixture.PassBlocks(1);

        Assert.Empty(fixture.Chain.Waiting);
        Assert.Equal(SendVerdict.Underpriced, fixture.Send(raw).Verdict);
    }

    [Fact]
    public void A_reorg_takes_money_events_and_account_nonces_back_and_the_same_bytes_run_again()
    {
        var fixture = new ChainFixture();
        var call = fixture.Pay(0);
        var raw = fixture.Plain(0, call);
        fixture.Send(raw);
        fixture.PassBlocks(1);
        var before = fixture.Receipt(raw)!;

        fixture.Chain.Reorganise(1, returnPerMillion: 0);
        Assert.Null(fixture.Receipt(raw));
        Assert.Equal(0UL, fixture.Chain.SentCount(ChainFixture.Lane));
        Assert.Equal(1_000_000UL, fixture.Token.BalanceOf(ChainFixture.PayerAt(0)));
        Assert.Null(fixture.Chain.FindConsumption(
            new(ChainFixture.TokenAddress, call.Authorization.Payer, call.Authorization.AuthorizationNonce)));

        Assert.Equal(SendVerdict.InPool, fixture.Send(raw).Verdict);
        fixture.PassBlocks(1);
        Assert.NotEqual(before.BlockHash, fixture.Receipt(raw)!.BlockHash);
    }

    [Fact]
    public void Finalized_is_sixteen_blocks_back_safe_eight_and_a_reorg_never_reaches_finalized()
    {
        var fixture = new ChainFixture();
        fixture.PassBlocks(40);
        var finalized = fixture.Chain.Finalized;
        Assert.Equal(fixture.Chain.Head.Number - 16, finalized.Number);
        Assert.Equal(fixture.Chain.Head.Number - 8, fixture.Chain.NumberOf(BlockTag.Safe));

        fixture.Chain.Reorganise(100, returnPerMillion: 0);
        Assert.Equal(finalized, fixture.Chain.FindHeader(finalized.Number));
        Assert.True(fixture.Chain.Finalized.Number >= finalized.Number);
    }

    [Fact]
    public void Who_submits_first_settles_and_the_later_one_finds_the_authorization_used()
    {
        var fixture = new ChainFixture();
        var call = fixture.Pay(0);
        fixture.Chain.SubmitThirdParty(fixture.Chain.MakeThirdParty(ChainFixture.PayerAt(99), [call]));
        fixture.PassBlocks(1);
        var raw = fixture.Batch(0, [call, fixture.Pay(1)]);
        fixture.Send(raw);
        fixture.PassBlocks(1);

        Assert.True(fixture.Receipt(raw)!.Succeeded);
        Assert.Equal(2, fixture.Receipt(raw)!.Logs.Count);
        Assert.Equal(42_700UL + 13_216 + 50_340, fixture.Receipt(raw)!.GasUsed);
    }

    [Fact]
    public void Bytes_that_no_node_would_take_are_refused()
    {
        var fixture = new ChainFixture();
        var good = fixture.Plain(0, fixture.Pay(0));
        var flipped = good.ToArray();
        flipped[20] ^= 1;

        Assert.Equal(SendVerdict.BuildError, fixture.Send(flipped).Verdict);
        Assert.Equal(SendVerdict.BuildError, fixture.Send(good[..^1]).Verdict);
        Assert.Equal(SendVerdict.BuildError, fixture.Send([.. good, 0]).Verdict);
        Assert.Equal(SendVerdict.BuildError, fixture.Send(fixture.Batch(0, [fixture.Pay(1)], gasLimit: 16_777_217)).Verdict);
        Assert.Equal(SendVerdict.InPool, fixture.Send(good).Verdict);
    }

    [Fact]
    public void A_foreign_transaction_uses_up_the_lanes_account_nonce()
    {
        var fixture = new ChainFixture();
        fixture.Chain.IncludeForeign(ChainFixture.Lane);
        fixture.PassBlocks(1);

        Assert.Equal(1UL, fixture.Chain.SentCount(ChainFixture.Lane));
        Assert.Equal(SendVerdict.NonceConsumed, fixture.Send(fixture.Plain(0, fixture.Pay(0))).Verdict);
    }
}
