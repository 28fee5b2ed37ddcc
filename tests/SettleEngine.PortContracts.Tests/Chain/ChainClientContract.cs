using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>What every chain client must do, real or simulated. The chain holds blocks only when a test makes them.</summary>
public abstract class ChainClientContract : IAsyncLifetime
{
    protected abstract IChainClient Client { get; }

    /// <summary>An account that can pay for gas.</summary>
    protected abstract ILaneSigner Lane { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Heads_follow_the_chain_and_headers_name_their_parents()
    {
        var before = await Client.GetHeaderAsync(BlockTag.Latest, default);
        await MineAsync(2);
        var after = await Client.GetHeaderAsync(BlockTag.Latest, default);
        var between = await Client.GetHeaderAsync(before.Number + 1, default);

        Assert.Equal(before.Number + 2, after.Number);
        Assert.Equal(before.Hash, between!.Value.ParentHash);
        Assert.Equal(between.Value.Hash, after.ParentHash);
        Assert.True(after.Timestamp.Value >= before.Timestamp.Value);
        Assert.True(after.BaseFeePerGasWei > 0 && after.GasLimit > 0);
        Assert.Null(await Client.GetHeaderAsync(after.Number + 1, default));
        Assert.True((await Client.GetHeaderAsync(BlockTag.Finalized, default)).Number <= after.Number);
    }

    [Fact]
    public async Task A_batch_is_sent_once_and_found_with_its_proof()
    {
        var payment = await PayerWithFundsAsync(value: 10_000);
        var start = await Client.GetHeaderAsync(BlockTag.Latest, default);
        var transaction = await SignAsync(payment);
        Assert.False(await IsUsedAsync(payment.Key, BlockTag.Latest));

        Assert.Equal(SendVerdict.InPool, (await Client.SendAsync(transaction, default)).Verdict);
        Assert.Equal(SendVerdict.InPool, (await Client.SendAsync(transaction, default)).Verdict);
        await MineAsync(1);

        var receipts = await Client.GetReceiptsAsync(
            new[] { transaction.TransactionHash, Hash256.Parse("0x" + new string('a', 64)) },
            default);
        Assert.Null(receipts[1]);
        var receipt = receipts[0]!;
        var header = await Client.GetHeaderAsync(receipt.BlockNumber, default);
        Assert.Equal(header!.Value.Hash, receipt.BlockHash);
        Assert.True(receipt.Succeeded);
        Assert.Equal(2, receipt.Logs.Count);
        AssertProof(payment, receipt.Logs);

        Assert.True(await IsUsedAsync(payment.Key, BlockTag.Latest));
        var found = await Client.FindAuthorizationEventAsync(payment.Key, start.Number, receipt.BlockNumber, default);
        Assert.Equal(
            new AuthorizationEvent(
                Cancelled: false,
                transaction.TransactionHash,
                receipt.BlockNumber,
                receipt.BlockHash,
                receipt.Logs[0].LogIndex),
            found);
        Assert.Null(await Client.FindAuthorizationEventAsync(payment.Key, start.Number, start.Number, default));
        Assert.Equal(SendVerdict.NonceConsumed, (await Client.SendAsync(await SignAsync(payment, 0), default)).Verdict);
    }

    [Fact]
    public async Task What_is_final_lags_behind_what_is_newest()
    {
        var payment = await PayerWithFundsAsync(value: 10_000);
        await MineAsync(40);
        var transaction = await SignAsync(payment);
        await Client.SendAsync(transaction, default);
        await MineAsync(1);
        var hashes = new[] { transaction.TransactionHash };
        Assert.Equal(new FinalReceipt(true, null), (await Client.GetFinalReceiptsAsync(hashes, default))[0]);
        Assert.Equal(
            await CountAsync(BlockTag.Latest),
            (await Client.GetLowestAccountNoncesAsync(new[] { Lane.Account }, default))[0]);
        Assert.False(await IsUsedAsync(payment.Key, BlockTag.Finalized));
        var newest = await CountAsync(BlockTag.Latest);
        Assert.True((await CountAsync(BlockTag.Finalized)).Value < newest.Value);

        await MineAsync(40);

        var final = (await Client.GetFinalReceiptsAsync(hashes, default))[0];
        Assert.True(final.IsAgreed);
        AssertProof(payment, final.Receipt!.Logs);
        Assert.True(await IsUsedAsync(payment.Key, BlockTag.Finalized));
        Assert.Equal(newest, await CountAsync(BlockTag.Finalized));
    }

    [Fact]
    public async Task Balances_of_lanes_are_in_wei()
    {
        var balances = await Client.GetBalancesAsync(new[] { Lane.Account, new Address(new byte[20]) }, default);

        Assert.True(balances[0] > 1_000_000_000_000_000);
        Assert.Equal(2, balances.Length);
    }

    [Fact]
    public async Task The_next_base_fee_is_a_price_or_not_told()
    {
        await MineAsync(1);

        Assert.True(await Client.GetNextBaseFeeAsync(default) is null or > 0);
    }

    [Fact]
    public async Task Who_has_code_is_told_of_a_full_batch_at_once()
    {
        var accounts = Enumerable.Range(0, 200).Select(AccountAt).ToArray();
        Assert.DoesNotContain(true, await Client.HaveCodeAsync(accounts, default));
        await SetCodeAsync(accounts[0], agrees: true);
        await SetCodeAsync(accounts[99], agrees: false);
        await SetCodeAsync(accounts[199], agrees: true);

        var haveCode = await Client.HaveCodeAsync(accounts, default);

        Assert.Equal([0, 99, 199], Enumerable.Range(0, 200).Where(i => haveCode[i]));
        var repeated = await Client.HaveCodeAsync(new[] { accounts[99], accounts[1], accounts[99] }, default);
        Assert.Equal([true, false, true], repeated);
        Assert.Empty(await Client.HaveCodeAsync(Array.Empty<Address>(), default));
    }

    [Fact]
    public async Task A_trial_says_what_the_token_would_do_and_changes_nothing()
    {
        var good = await PayerWithFundsAsync(value: 10_000);
        var poor = await PayerWithFundsAsync(value: 10_000);
        poor = poor with { Authorization = poor.Authorization with { Payer = AccountAt(1) } };
        var fees = new FeeOffer(1, 10_000_000_000);
        async Task<RejectReason[]> TryAsync(params SignedAuthorization[] payments) =>
            await Client.TryTransfersAsync(payments, Lane.Account, fees, default);

        // Somebody else's signature is told, and what is tried twice is none the worse for it.
        var tried = await TryAsync(good, poor, good);
        Assert.Equal([RejectReason.None, RejectReason.SignatureInvalid, RejectReason.None], tried);

        // The code at the payer's account is asked, whatever its key has signed.
        await SetCodeAsync(good.Authorization.Payer, agrees: false);
        Assert.Equal(RejectReason.SignatureInvalid, (await TryAsync(good))[0]);
        await SetCodeAsync(good.Authorization.Payer, agrees: null);
        await Client.SendAsync(await SignAsync(good), default);
        await MineAsync(1);
        Assert.Equal(RejectReason.AuthorizationUsed, (await TryAsync(good))[0]);
    }

    protected abstract Task MineAsync(int blocks);

    /// <summary>Gives an account code that says yes or no to signatures, or takes it away.</summary>
    protected abstract Task SetCodeAsync(Address account, bool? agrees);

    private static Address AccountAt(int number)
    {
        var bytes = new byte[Address.Size];
        (bytes[0], bytes[18], bytes[19]) = (0xcc, (byte)(number >> 8), (byte)number);
        return new Address(bytes);
    }

    /// <summary>Makes a payment whose payer can afford it.</summary>
    protected abstract Task<SignedAuthorization> PayerWithFundsAsync(ulong value);

    private static void AssertProof(in SignedAuthorization payment, IReadOnlyList<ReceiptLog> logs)
    {
        var authorization = payment.Authorization;
        Assert.Equal(payment.Token, logs[0].Emitter);
        Assert.Equal(EventTopics.AuthorizationUsed, logs[0].Topic0);
        Assert.Equal(AbiWord.ToTopic(authorization.Payer), logs[0].Topic1);
        Assert.Equal(authorization.AuthorizationNonce.Bytes, logs[0].Topic2);
        Assert.Equal(EventTopics.Transfer, logs[1].Topic0);
        Assert.Equal(AbiWord.ToTopic(authorization.Payer), logs[1].Topic1);
        Assert.Equal(AbiWord.ToTopic(authorization.Payee), logs[1].Topic2);
        Assert.Equal(authorization.Value.Units, logs[1].Data);
        Assert.Equal(logs[0].LogIndex + 1, logs[1].LogIndex);
    }

    private async Task<bool> IsUsedAsync(AuthorizationKey key, BlockTag tag) =>
        (await Client.GetAuthorizationStatesAsync(new[] { key }, tag, default))[0];

    private async Task<AccountNonce> CountAsync(BlockTag tag) =>
        (await Client.GetAccountNoncesAsync(new[] { Lane.Account }, tag, default))[0];

    private async Task<DurableTransaction> SignAsync(SignedAuthorization payment, ulong? accountNonce = null)
    {
        var data = new byte[Multicall3Calldata.Size(1)];
        Multicall3Calldata.Write([payment], data);
        var transaction = new Eip1559Transaction(
            Client.ChainId,
            accountNonce is { } given ? new AccountNonce(given) : await CountAsync(BlockTag.Latest),
            MaxPriorityFeePerGasWei: 1,
            MaxFeePerGasWei: 10_000_000_000,
            GasLimit: 200_000,
            Multicall3Calldata.Contract,
            ValueWei: 0,
            data);
        var raw = transaction.Encode(await Lane.SignAsync(transaction.SigningHash(), default));
        return new DurableTransaction(1, Core.Crypto.Keccak256.Hash(raw), raw);
    }
}
