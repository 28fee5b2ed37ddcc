using System.Diagnostics;
using SettleEngine.Chain;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Engines;
using SettleEngine.Devnet.Payers;
using SettleEngine.Storage;
using SettleEngine.Torture.Engine;
using SettleEngine.Worker.Audit;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Torture.Payers;

/// <summary>One real engine on a local chain, with payers among the others who want its batches to fail and its gas to be spent for
/// nothing. Says what that costs, from the chain's own traces.</summary>
/// <param name="options">How much of it.</param>
public sealed class HostilePayersRun(HostilePayersOptions options)
{
    internal const string SettlerRoute = "settler";
    internal const string MulticallRoute = "multicall3";

    private readonly PaymentTally _tally = new(options.Payments);

    /// <summary>Runs.</summary>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>What came of it.</returns>
    public async Task<HostilePayersReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = options.BlockTime }, cancellationToken);
        if (options.HasSettler)
        {
            await chain.DeploySettlerAsync(cancellationToken);
        }

        var factory = new PaymentFactory(unchecked((ulong)options.Seed * 15_485_863), options.Payers);
        await factory.FundAsync(chain, new TokenAmount(1_000_000_000_000), cancellationToken);
        await chain.SetTokenBalanceAsync(PaymentTerms.DefaultPayee, new TokenAmount(1), cancellationToken);
        var attackers = await CastAsync(chain, factory, cancellationToken);
        var terms = PaymentTerms.Until(new UnixSeconds((await chain.BlockTimeAsync(cancellationToken)).Value + 86_400));
        var payments = factory.CreateMany(0, options.Payments, terms, cancellationToken);
        var firstBlock = await chain.BlockNumberAsync(cancellationToken);

        using var folder = new EngineFolder(chain.Accounts.Take(options.Lanes));
        await using var engine = await EngineProcess.StartAsync(
            [Path.Combine(AppContext.BaseDirectory, "settle.dll")],
            folder,
            chain.RpcUrl,
            ["--log-level", "Warning", "--hold-limit", "20s", "--verify-workers", "1"],
            cancellationToken);
        var ambush = new Ambush(chain, attackers);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ambushing = ambush.WaitAsync(end.Token);
        var stream = new PaymentStream(engine, chain.ChainId, payments, _tally, options.PaymentsPerSecond);
        await stream.StreamAsync(cancellationToken);
        var untilEnded = await EndAsync(engine, cancellationToken);
        await end.CancelAsync();
        await ambushing;

        var differences = engine.HasExited ? [$"The engine ended by itself:\n{engine.Output}"] : new List<string>();
        await engine.KillAsync(cancellationToken);
        differences.AddRange(await AuditAsync(chain, folder, cancellationToken));
        var lanes = chain.Accounts.Take(options.Lanes).Select(lane => lane.Address).ToHashSet();
        var bill = await GasBill.ReadAsync(chain, lanes, firstBlock, cancellationToken);
        return new HostilePayersReport
        {
            Route = options.HasSettler ? SettlerRoute : MulticallRoute,
            Honest = _tally.Ends(PaymentsOf(options.Attackers + options.Wallets, options.Payers)),
            Wallets = _tally.Ends(PaymentsOf(options.Attackers, options.Attackers + options.Wallets)),
            Hostile = _tally.Ends(PaymentsOf(0, options.Attackers)),
            Attackers = options.Attackers,
            Ambushes = ambush.Sprung,
            Transactions = (bill.Transactions, bill.Failed, bill.FailedBatches, bill.Tried),
            Bill = (bill.Gas, bill.Wasted),
            UntilEnded = untilEnded,
            Differences = differences,
        };
    }

    /// <summary>Payer <c>i</c> signs payment <c>j</c> when j is i modulo the number of payers.</summary>
    private IEnumerable<int> PaymentsOf(int firstPayer, int endPayer) => Enumerable.Range(0, options.Payments)
        .Where(payment => payment % options.Payers >= firstPayer && payment % options.Payers < endPayer);

    private async Task<Attacker[]> CastAsync(LocalChain chain, PaymentFactory factory, CancellationToken cancellationToken)
    {
        var kinds = Enum.GetValues<AttackKind>();
        var attackers = Enumerable.Range(0, options.Attackers)
            .Select(i => new Attacker(factory.Payers[i].Account, kinds[i % kinds.Length]))
            .ToArray();
        foreach (var attacker in attackers)
        {
            await attacker.PrepareAsync(chain, cancellationToken);
        }

        foreach (var wallet in factory.Payers.Skip(options.Attackers).Take(options.Wallets))
        {
            await chain.PlantSmartWalletAsync(wallet.Account, wallet.Account, cancellationToken);
        }

        return attackers;
    }

    private async Task<TimeSpan> EndAsync(EngineProcess engine, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = engine.Http, Timeout = TimeSpan.FromSeconds(30) };
        var feed = new FeedReader(http);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < options.Patience && !engine.HasExited)
        {
            await feed.ReadOnAsync(_tally.LastSequence, _tally.Read, cancellationToken);
            if (_tally.Open == 0)
            {
                break;
            }

            options.Progress?.Invoke($"{_tally.Open} accepted payments have no outcome yet.");
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return watch.Elapsed;
    }

    private static async Task<IEnumerable<string>> AuditAsync(
        LocalChain chain,
        EngineFolder folder,
        CancellationToken cancellationToken)
    {
        using var client = await JsonRpcChainClient.ConnectAsync([chain.RpcUrl], chain.ChainId, cancellationToken);
        var audit = new ChainAudit(
            new JournalReader(folder.Journal), client, new SlowProgress(TimeProvider.System, static _ => { }));
        var report = await audit.RunAsync(cancellationToken);
        return report.Findings
            .Where(finding => finding.Verdict == AuditVerdict.Difference)
            .Select(finding => $"{finding.Code} {finding.Id}: {finding.Explanation}");
    }
}
