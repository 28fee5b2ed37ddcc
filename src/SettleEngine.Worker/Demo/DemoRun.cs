using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Chain;
using SettleEngine.Chain.Lanes;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Demo;

/// <summary>One demo: local chain, engine, payments through the frame door, and the check of the chain.</summary>
/// <param name="options">What to show.</param>
/// <param name="progress">Where progress is told.</param>
internal sealed class DemoRun(DemoOptions options, DemoProgress progress)
{
    private const ulong Seed = 402;
    private const ulong BalancePerPayer = 1_000_000_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Runs a demo.</summary>
    /// <param name="options">What to show.</param>
    /// <param name="progress">Where progress is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found.</returns>
    public static Task<DemoReport> RunAsync(
        DemoOptions options,
        DemoProgress progress,
        CancellationToken cancellationToken) =>
        new DemoRun(options, progress).RunAsync(cancellationToken);

    private async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        progress.Step = "starting the local chain";
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions
            {
                BlockTime = options.BlockTime,
                AnvilPath = options.AnvilPath,
                Progress = line => progress.Step = line,
            },
            cancellationToken);
        using var folder = new WorkFolder(options.Data);
        var keyFile = Path.Combine(folder.Path, "lanes.txt");
        await LaneKeys.WriteAsync(keyFile, chain.Accounts.Take(options.Lanes));

        progress.Step = "signing payments";
        var total = options.WarmUp + options.Count;
        var factory = new PaymentFactory(Seed, options.Payers);
        var validBefore = (await chain.BlockTimeAsync(cancellationToken)).Value + 86_400;
        var terms = PaymentTerms.Until(new UnixSeconds(validBefore));
        var payments = factory.CreateMany(0, total, terms, cancellationToken);
        await factory.FundAsync(chain, new TokenAmount(BalancePerPayer), cancellationToken);

        // The payee exists already, as a provider's account does.
        await chain.SetTokenBalanceAsync(terms.Payee, new TokenAmount(1), cancellationToken);
        progress.Step = "measuring one plain transfer";
        var plainGas = await MeasurePlainTransferAsync(chain, factory.Create(total, terms), cancellationToken);
        var audit = await PaymentAudit.BeginAsync(chain, factory, terms.Payee, cancellationToken);

        progress.Step = "starting the engine";
        await using var engine = await EngineHost.StartAsync(
            Settings(chain, folder.Path, keyFile),
            NullLoggerFactory.Instance,
            cancellationToken);
        var address = $"unix:{Path.Combine(folder.Path, "frames.sock")}";
        if (options.WarmUp > 0)
        {
            progress.Step = "warming up";
            await StreamAsync(engine, address, payments.AsMemory(0, options.WarmUp), cancellationToken);
        }

        progress.Step = "settling";
        var before = engine.Pipeline.Statistics;
        var verifiedBefore = engine.Verifier.Statistics;
        var stream = await StreamAsync(engine, address, payments.AsMemory(options.WarmUp), cancellationToken);
        var after = engine.Pipeline.Statistics;
        var verified = engine.Verifier.Statistics;

        progress.Step = "checking every payment on the chain";
        var (agrees, sentence) = await audit.CompareAsync(payments, cancellationToken);
        progress.Step = "stopping";
        await engine.StopAsync();
        return Report(stream, before, after, plainGas, agrees, sentence) with
        {
            VerifyMicros = verified.MicrosPerSignatureSince(verifiedBefore),
            WarmShare = verified.WarmShareSince(verifiedBefore),
        };
    }

    /// <summary>Settles one payment as one transaction, the way facilitators do, and says what it costs in gas.</summary>
    private static async Task<ulong> MeasurePlainTransferAsync(
        LocalChain chain,
        SignedAuthorization payment,
        CancellationToken cancellationToken)
    {
        using var client = await JsonRpcChainClient.ConnectAsync([chain.RpcUrl], chain.ChainId, cancellationToken);
        var hash = await chain.SubmitAuthorizationAsync(chain.Accounts[^1].Address, payment, cancellationToken);
        while (true)
        {
            var receipts = await client.GetReceiptsAsync(new[] { hash }, cancellationToken);
            if (receipts[0] is { } receipt)
            {
                return receipt.GasUsed;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private EngineSettings Settings(LocalChain chain, string folder, string keyFile) => new()
    {
        Rpc = [chain.RpcUrl],
        ChainId = chain.ChainId,
        LaneKeys = new LaneKeySources { KeyFile = keyFile },
        Data = Path.Combine(folder, "journal"),
        Unix = Path.Combine(folder, "frames.sock"),
        BatchMax = options.BatchMax,
        NativeUsd = options.NativeUsd,
        LogLevel = LogLevel.Warning,
    };

    private async Task<DemoStream> StreamAsync(
        EngineHost engine,
        string address,
        ReadOnlyMemory<SignedAuthorization> payments,
        CancellationToken cancellationToken)
    {
        var follower = new PaymentFollower(payments.Length, _time);
        var accepted = new LatencyHistogram();
        await using var client = await FrameClient.ConnectAsync(
            address,
            new FrameClientOptions { Listener = follower, AnswerLatency = accepted },
            cancellationToken);
        await client.SubscribeOutcomesAsync(0, cancellationToken);

        var start = engine.Pipeline.Statistics;
        progress.Figures = () => Figures(follower, start, engine.Pipeline.Statistics);
        var startedAt = _time.GetTimestamp();
        var sending = client.SendAsync(payments, cancellationToken).AsTask();
        await Task.WhenAny(Task.WhenAll(sending, follower.DecidedAll), engine.Completion).WaitAsync(Patience, cancellationToken);
        if (engine.Completion.IsFaulted)
        {
            await engine.Completion;
        }

        await sending;
        return new DemoStream(follower, accepted, startedAt);
    }

    private DemoFigures Figures(PaymentFollower follower, PipelineStatistics start, PipelineStatistics now)
    {
        var payments = Math.Max(1, now.Proven - start.Proven);
        return new DemoFigures(
            follower.Accepted,
            follower.Settled,
            now.Transactions - start.Transactions,
            (now.GasUsed - start.GasUsed) / (double)payments,
            Usd(now.FeesWei - start.FeesWei) / payments);
    }

    private DemoReport Report(
        DemoStream stream,
        PipelineStatistics before,
        PipelineStatistics after,
        ulong plainGas,
        bool agrees,
        string sentence)
    {
        var (follower, accepted, startedAt) = stream;
        var payments = Math.Max(1, follower.Settled);
        var gas = after.GasUsed - before.GasUsed;
        var fees = after.FeesWei - before.FeesWei;
        var acceptSeconds = _time.GetElapsedTime(startedAt, follower.AcceptedBetween.Last).TotalSeconds;
        var settleSeconds = _time.GetElapsedTime(startedAt, follower.DecidedBetween.Last).TotalSeconds;
        return new DemoReport
        {
            Accepted = follower.Accepted,
            Settled = follower.Settled,
            Failed = follower.NotAccepted + follower.OtherOutcomes,
            Transactions = after.Transactions - before.Transactions,
            GasPerPayment = gas / (double)payments,
            UsdPerPayment = Usd(fees) / payments,
            PlainGas = plainGas,
            PlainUsd = gas == 0 ? 0 : Usd(fees) / gas * plainGas,
            AcceptedPerSecond = follower.Accepted / Math.Max(0.001, acceptSeconds),
            SettledPerSecond = follower.Settled / Math.Max(0.001, settleSeconds),
            AcceptP50 = accepted.P50,
            AcceptP99 = accepted.P99,
            IncludedP50 = follower.AcceptedToIncluded.P50,
            IncludedP99 = follower.AcceptedToIncluded.P99,
            VerifyMicros = 0,
            WarmShare = 0,
            ChainAgrees = agrees,
            ChainCheck = sentence,
        };
    }

    private double Usd(UInt128 wei) => NativeCoin.ToUsd(wei, options.NativeUsd);
}
