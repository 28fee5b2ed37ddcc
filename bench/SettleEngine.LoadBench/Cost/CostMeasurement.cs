using SettleEngine.Chain.Lanes;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.LoadBench.Cost;

/// <summary>Sends transactions as the engine makes them to a local chain and reads from its blocks what they cost.</summary>
/// <param name="chain">The chain, with the settler; it makes no blocks by itself.</param>
/// <param name="signer">Who sends; has not sent anything yet.</param>
internal sealed class CostMeasurement(LocalChain chain, PlatformLaneSigner signer)
{
    private const int Singles = 10;

    private static readonly TokenAmount Balance = new(1_000_000_000);
    private static readonly TimeSpan SetUpBlocks = TimeSpan.FromSeconds(0.2);

    private ulong _sent;

    /// <summary>Measures single payments, and both ways of batching at each size.</summary>
    /// <param name="sizes">Payments in a transaction; each from 2 to 200.</param>
    /// <param name="prices">Prices that costs are told with.</param>
    /// <param name="seed">Names payers and authorization nonces.</param>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>What it costs.</returns>
    public static async Task<CostReport> RunAsync(
        IReadOnlyList<int> sizes,
        StatedPrices prices,
        ulong seed,
        CancellationToken cancellationToken)
    {
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = SetUpBlocks },
            cancellationToken);
        await chain.DeploySettlerAsync(cancellationToken);
        await chain.SetIntervalMiningAsync(TimeSpan.Zero);

        var isKey = PlatformLaneSigner.TryImport(chain.Accounts[0].PrivateKey.Span, out var signer);
        Invariant.Holds(isKey);
        using var lane = signer!;
        return await new CostMeasurement(chain, lane).MeasureAsync(sizes, prices, seed, cancellationToken);
    }

    private async Task<CostReport> MeasureAsync(
        IReadOnlyList<int> sizes,
        StatedPrices prices,
        ulong seed,
        CancellationToken cancellationToken)
    {
        (SettlementKind Kind, int Size)[] plan =
        [
            .. Enumerable.Repeat((SettlementKind.Plain, 1), Singles),
            .. sizes.Select(size => (SettlementKind.Multicall3, size)),
            .. sizes.Select(size => (SettlementKind.Settler, size)),
        ];

        // Neighbours have different payers, as many as fit the largest transaction.
        var factory = new PaymentFactory(seed, BatchLimits.MaxItems);
        var terms = PaymentTerms.Until(new UnixSeconds((await chain.BlockTimeAsync(cancellationToken)).Value + 86_400));
        var payments = factory.CreateMany(0, plan.Sum(one => one.Size), terms, cancellationToken);
        await factory.FundAsync(chain, Balance, cancellationToken);
        await chain.SetTokenBalanceAsync(terms.Payee, new TokenAmount(1), cancellationToken);
        var audit = await PaymentAudit.BeginAsync(chain, factory, terms.Payee, cancellationToken);

        var firstBlock = await chain.BlockNumberAsync(cancellationToken) + 1;
        var taken = 0;
        foreach (var (kind, size) in plan)
        {
            await SendAsync(kind, payments.AsMemory(taken, size), cancellationToken);
            taken += size;
        }

        var (agrees, sentence) = await audit.CompareAsync(payments, cancellationToken);
        var transactions = await chain.ReadLaneTransactionsAsync([signer.Account], firstBlock, cancellationToken);
        return new CostReport(
            prices,
            [.. transactions.GroupBy(one => (one.KindOf(), one.Payments)).Select(group => Row(prices, [.. group]))],
            agrees ? null : sentence);
    }

    private async Task SendAsync(
        SettlementKind kind,
        ReadOnlyMemory<SignedAuthorization> payments,
        CancellationToken cancellationToken)
    {
        var transaction = SettlementTransaction.Build(kind, payments.Span, chain.ChainId, new AccountNonce(_sent++));
        var raw = transaction.Encode(await signer.SignAsync(transaction.SigningHash(), cancellationToken));
        await chain.Rpc.CallAsync("eth_sendRawTransaction", cancellationToken, (ReadOnlyMemory<byte>)raw);
        await chain.MineAsync(1, cancellationToken);
    }

    private static CostRow Row(StatedPrices prices, LaneTransaction[] transactions)
    {
        var payments = transactions.Sum(transaction => transaction.Payments);
        var gas = transactions.Sum(transaction => (double)transaction.GasUsed) / payments;
        var estimates = Array.ConvertAll(transactions, transaction => prices.Predict(transaction));
        return new CostRow(
            transactions[0].KindOf(),
            transactions[0].Payments,
            gas,
            estimates.Sum(estimate => (double)estimate.Gas) / payments,
            transactions.Sum(transaction => (double)transaction.RawTransaction.Length) / payments,
            transactions.Sum(transaction => L1Fee.FjordMicroBytes(FastLzLength.Of(transaction.RawTransaction.Span)) / 1e6) / payments,
            estimates.Sum(estimate => prices.UsdOfWei(estimate.L1FeeWei)) / payments,
            prices.UsdOfGas(gas));
    }
}
