using SettleEngine.Chain;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.Payers;

/// <summary>Compares the chain with what must have happened: every payer's and the payee's balance, and every authorization
/// nonce.</summary>
/// <remarks>Nobody else may move these accounts' tokens meanwhile. Thread rule: one caller.</remarks>
public sealed class PaymentAudit
{
    private readonly LocalChain _chain;
    private readonly Dictionary<Address, UInt256> _before;
    private readonly Address _payee;
    private readonly UInt256 _payeeBefore;

    private PaymentAudit(LocalChain chain, Dictionary<Address, UInt256> before, Address payee, UInt256 payeeBefore)
    {
        _chain = chain;
        _before = before;
        _payee = payee;
        _payeeBefore = payeeBefore;
    }

    /// <summary>Remembers the balances.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="factory">The payers.</param>
    /// <param name="payee">Who is paid.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The audit, ready for <see cref="CompareAsync"/>.</returns>
    public static async Task<PaymentAudit> BeginAsync(
        LocalChain chain,
        PaymentFactory factory,
        Address payee,
        CancellationToken cancellationToken)
    {
        var before = new Dictionary<Address, UInt256>();
        foreach (var payer in factory.Payers)
        {
            before[payer.Account] = (await chain.TokenBalanceAsync(payer.Account, cancellationToken)).Units;
        }

        var payeeBefore = (await chain.TokenBalanceAsync(payee, cancellationToken)).Units;
        return new PaymentAudit(chain, before, payee, payeeBefore);
    }

    /// <summary>Compares.</summary>
    /// <param name="settled">The payments that must have been settled since, each once, and no other.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether the chain agrees, and a sentence.</returns>
    public async Task<(bool Agrees, string Sentence)> CompareAsync(
        IReadOnlyCollection<SignedAuthorization> settled,
        CancellationToken cancellationToken)
    {
        using var client = await JsonRpcChainClient.ConnectAsync([_chain.RpcUrl], _chain.ChainId, cancellationToken);
        var keys = settled.Select(payment => payment.Key).ToArray();
        var used = await client.GetAuthorizationStatesAsync(keys, BlockTag.Latest, cancellationToken);
        var unused = used.Count(isUsed => !isUsed);

        var paid = settled.GroupBy(payment => payment.Authorization.Payer)
            .ToDictionary(group => group.Key, group => Sum(group));
        var wrongPayers = 0;
        foreach (var (payer, before) in _before)
        {
            var now = (await _chain.TokenBalanceAsync(payer, cancellationToken)).Units;
            wrongPayers += now + paid.GetValueOrDefault(payer) == before ? 0 : 1;
        }

        var payeeNow = (await _chain.TokenBalanceAsync(_payee, cancellationToken)).Units;
        var payeeIsRight = payeeNow == _payeeBefore + Sum(settled);
        var agrees = unused == 0 && wrongPayers == 0 && payeeIsRight;
        return (agrees, agrees
            ? $"{settled.Count} authorization nonces used, {_before.Count} payers' balances and the payee's balance exact"
            : $"{unused} authorization nonces unused, {wrongPayers} payers' balances wrong, payee's balance "
                + (payeeIsRight ? "exact" : "wrong"));
    }

    private static UInt256 Sum(IEnumerable<SignedAuthorization> payments) =>
        payments.Aggregate(default(UInt256), (sum, payment) => sum + payment.Authorization.Value.Units);
}
