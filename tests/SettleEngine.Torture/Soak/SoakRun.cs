using System.Diagnostics;
using SettleEngine.Chain;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Engines;
using SettleEngine.Devnet.Payers;
using SettleEngine.HostileRpc;
using SettleEngine.Torture.Engine;

namespace SettleEngine.Torture.Soak;

/// <summary>One engine that is never killed, on a chain and behind an endpoint that do everything to it that they can; at the
/// end every payment must be settled once, and journal, answers, outcomes and chain must agree.</summary>
/// <param name="options">How much of it.</param>
public sealed class SoakRun(SoakOptions options)
{
    private readonly Ledger _ledger = new();

    /// <summary>Runs.</summary>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>What came of it.</returns>
    public async Task<SoakReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = options.BlockTime }, cancellationToken);
        var factory = new PaymentFactory(unchecked((ulong)options.Seed * 104_729), options.Payers);
        await factory.FundAsync(chain, new TokenAmount(1_000_000_000_000), cancellationToken);
        var terms = PaymentTerms.Until(new UnixSeconds((await chain.BlockTimeAsync(cancellationToken)).Value + 86_400));
        var payments = factory.CreateMany(
            0, (int)(options.Minutes * 60 * options.PaymentsPerSecond), terms, cancellationToken);
        var audit = await PaymentAudit.BeginAsync(chain, factory, terms.Payee, cancellationToken);
        using var folder = new EngineFolder(chain.Accounts.Take(options.Lanes));
        await using var proxy = await HostileProxy.StartAsync(
            chain.RpcUrl, "127.0.0.1:0", options.Script, cancellationToken);

        // A start against such an endpoint may be refused, which is right and another matter.
        proxy.IsHostile = false;
        await using var engine = await EngineProcess.StartAsync(
            [Path.Combine(AppContext.BaseDirectory, "settle.dll")], folder, proxy.Url, Arguments, cancellationToken);
        var traffic = new PaymentStream(engine, chain.ChainId, payments, _ledger, options.PaymentsPerSecond);
        var (storm, trouble, requests, faults) = await TroubleAsync(chain, proxy, traffic, cancellationToken);
        var (longest, untilSettled) = await SettleAsync(chain, engine, traffic, payments.Length, cancellationToken);

        var hasDied = engine.HasExited;
        await engine.KillAsync(cancellationToken);
        if (hasDied)
        {
            _ledger.Violate(ViolationKind.Other, $"The engine ended by itself:\n{engine.Output}");
        }

        var settled = _ledger.JudgeFeed(payments.Length);
        var judge = new JournalJudge(folder.Journal, payments, _ledger);
        await judge.CompareAsync(cancellationToken);
        await judge.AuditAsync(chain, cancellationToken);
        var (agrees, sentence) = await audit.CompareAsync(payments, cancellationToken);
        if (!agrees)
        {
            _ledger.Violate(ViolationKind.Other, $"The chain does not agree: {sentence}.");
        }

        return new SoakReport
        {
            Trouble = trouble,
            Payments = payments.Length,
            Answered = _ledger.Answers.Length,
            Settled = settled,
            Corrected = _ledger.Feed.Count(line => line.Contains("\"corrects\"", StringComparison.Ordinal)),
            Requests = requests,
            Faults = faults,
            Troubles = (storm.Reorgs, storm.Drops, storm.Spikes),
            LongestStuck = longest,
            UntilSettled = untilSettled,
            Calls = proxy.Log,
            Chain = sentence,
            Violations = _ledger.Violations,
        };
    }

    private static string[] Arguments =>
        ["--log-level", "Warning", "--batch-max", "20", "--poll-interval", "200ms", "--verify-workers", "1"];

    private async Task<(ChainStorm Storm, TimeSpan Elapsed, int Requests, int Faults)> TroubleAsync(
        LocalChain chain,
        HostileProxy proxy,
        PaymentStream traffic,
        CancellationToken cancellationToken)
    {
        var storm = new ChainStorm(chain, options, new Random(options.Seed));
        var before = proxy.Counts.Values.Sum();
        var watch = Stopwatch.StartNew();
        proxy.IsHostile = true;
        using (var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            time.CancelAfter(TimeSpan.FromMinutes(options.Minutes));
            await Task.WhenAll(storm.RageAsync(time.Token), traffic.StreamAsync(time.Token));
        }

        proxy.IsHostile = false;
        cancellationToken.ThrowIfCancellationRequested();
        await proxy.ReleaseHeldAsync();
        var faults = proxy.Counts.Where(pair => pair.Key != FaultAction.Pass).Sum(pair => pair.Value);
        return (storm, watch.Elapsed, proxy.Counts.Values.Sum() - before, faults);
    }

    private async Task<(TimeSpan LongestStuck, TimeSpan UntilSettled)> SettleAsync(
        LocalChain chain,
        EngineProcess engine,
        PaymentStream traffic,
        int count,
        CancellationToken cancellationToken)
    {
        options.Progress?.Invoke($"The trouble is over; {_ledger.Answers.Length} of {count} payments are answered.");
        using var client = await JsonRpcChainClient.ConnectAsync([chain.RpcUrl], chain.ChainId, cancellationToken);
        using var http = new HttpClient { BaseAddress = engine.Http, Timeout = TimeSpan.FromSeconds(30) };
        var lanes = new LaneWatch(client, [.. chain.Accounts.Take(options.Lanes).Select(lane => lane.Address)]);
        var feed = new FeedReader(http);
        var watch = Stopwatch.StartNew();
        var finishing = traffic.FinishAsync(options.Patience);
        while (_ledger.CountDecided() < count && watch.Elapsed < options.Patience && !engine.HasExited)
        {
            await lanes.LookAsync(cancellationToken);
            await feed.ReadOnAsync(_ledger.LastSequence, Take, cancellationToken);
            await Task.Delay(250, cancellationToken);
        }

        await finishing;
        return (lanes.Longest, watch.Elapsed);
    }

    private ulong Take(string[] page)
    {
        _ledger.Append(page);
        return _ledger.LastSequence;
    }
}
