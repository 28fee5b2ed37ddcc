using SettleEngine.Chain;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.Worker.Demo;

/// <summary>Compares the chain with what must have happened: every balance and every authorization nonce.</summary>
internal sealed class ChainCheck
{
    private const ulong BalancePerPayer = 1_000_000_000_000;

    private readonly LocalChain _chain;
    private readonly PaymentFactory _factory;
    private readonly PaymentTerms _terms;
    private UInt256 _payeeBefore;
    private SignedAuthorization _plain;

    private ChainCheck(LocalChain chain, PaymentFactory factory, PaymentTerms terms)
    {
        _chain = chain;
        _factory = factory;
        _terms = terms;
    }

    /// <summary>Funds the payers and remembers the balances.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="factory">The payers.</param>
    /// <param name="terms">What they pay.</param>
    /// <param name="spare">Number of a payment that the demo does not use.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The check.</returns>
    public static async Task<ChainCheck> PrepareAsync(
        LocalChain chain,
        PaymentFactory factory,
        PaymentTerms terms,
        int spare,
        CancellationToken cancellationToken)
    {
        await factory.FundAsync(chain, new TokenAmount(BalancePerPayer), cancellationToken);

        // The payee exists already, as a provider's account does.
        await chain.SetTokenBalanceAsync(terms.Payee, new TokenAmount(1), cancellationToken);
        return new ChainCheck(chain, factory, terms) { _plain = factory.Create(spare, terms) };
    }

    /// <summary>Settles one payment as one transaction, the way facilitators do, and says what it costs.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its gas.</returns>
    public async Task<ulong> MeasurePlainTransferAsync(CancellationToken cancellationToken)
    {
        using var client = await JsonRpcChainClient.ConnectAsync([_chain.RpcUrl], _chain.ChainId, cancellationToken);
        var hash = await _chain.SubmitAuthorizationAsync(_chain.Accounts[^1].Address, _plain, cancellationToken);
        while (true)
        {
            var receipts = await client.GetReceiptsAsync(new[] { hash }, cancellationToken);
            if (receipts[0] is { } receipt)
            {
                await RememberAsync(cancellationToken);
                return receipt.GasUsed;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    /// <summary>Compares.</summary>
    /// <param name="payments">The payments that must have been settled.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether the chain agrees, and a sentence.</returns>
    public async Task<(bool Agrees, string Sentence)> CheckAsync(
        SignedAuthorization[] payments,
        CancellationToken cancellationToken)
    {
        using var client = await JsonRpcChainClient.ConnectAsync([_chain.RpcUrl], _chain.ChainId, cancellationToken);
        var keys = Array.ConvertAll(payments, payment => payment.Key);
        var used = await client.GetAuthorizationStatesAsync(keys, BlockTag.Latest, cancellationToken);
        var unused = used.Count(isUsed => !isUsed);

        var paid = payments.GroupBy(payment => payment.Authorization.Payer)
            .ToDictionary(group => group.Key, group => Sum(group));
        var wrongPayers = 0;
        foreach (var payer in _factory.Payers)
        {
            var spent = paid.GetValueOrDefault(payer.Account);
            spent += payer.Account == _plain.Authorization.Payer ? _plain.Authorization.Value.Units : default;
            var balance = await _chain.TokenBalanceAsync(payer.Account, cancellationToken);
            wrongPayers += balance.Units + spent == BalancePerPayer ? 0 : 1;
        }

        var payee = await _chain.TokenBalanceAsync(_terms.Payee, cancellationToken);
        var payeeIsRight = payee.Units == _payeeBefore + Sum(payments);
        var agrees = unused == 0 && wrongPayers == 0 && payeeIsRight;
        return (agrees, agrees
            ? $"{payments.Length} authorization nonces used, {_factory.Payers.Count} payers' balances and the payee's balance exact"
            : $"{unused} authorization nonces unused, {wrongPayers} payers' balances wrong, payee's balance "
                + (payeeIsRight ? "exact" : "wrong"));
    }

    private static UInt256 Sum(IEnumerable<SignedAuthorization> payments) =>
        payments.Aggregate(default(UInt256), (sum, payment) => sum + payment.Authorization.Value.Units);

    private async Task RememberAsync(CancellationToken cancellationToken) =>
        _payeeBefore = (await _chain.TokenBalanceAsync(_terms.Payee, cancellationToken)).Units;
}
