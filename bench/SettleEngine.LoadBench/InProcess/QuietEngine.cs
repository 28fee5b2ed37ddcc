using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.LoadBench.Rungs;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>The real pipeline on a real journal, in this process, with a chain on which nothing happens; or with another chain,
/// journal, lanes and facts, for rungs that measure them too.</summary>
internal sealed class QuietEngine : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private QuietEngine(ObservedJournal journal, SettlementPipeline pipeline)
    {
        Journal = journal;
        Pipeline = pipeline;
        _running = pipeline.RunAsync(_stop.Token);
    }

    public ObservedJournal Journal { get; }

    public SettlementPipeline Pipeline { get; }

    /// <summary>Opens the journal and starts the engine. It recovers on another thread.</summary>
    public static QuietEngine Start(string data, ISignatureVerifier verifier, Action<PipelineOptions>? configure = null) => Start(
        FasterJournal.Open(new JournalOptions { DataDirectory = data }),
        verifier,
        new QuietChain(),
        [new IdleSigner()],
        new RichPayers(),
        configure);

    /// <summary>Starts an engine on what it is given. It recovers on another thread.</summary>
    public static QuietEngine Start(
        IJournal journal,
        ISignatureVerifier verifier,
        IChainClient chain,
        IReadOnlyList<ILaneSigner> lanes,
        IPayerFacts facts,
        Action<PipelineOptions>? configure = null)
    {
        var options = new PipelineOptions { DigestKey = RandomNumberGenerator.GetBytes(16) };
        options.Verify.Tokens = [SignedItems.Token];
        options.Verify.ValidityHorizon = TimeSpan.FromDays(40_000);
        configure?.Invoke(options);
        var observed = new ObservedJournal(journal);
        var ports = new PipelinePorts(observed, chain, verifier, facts, lanes, NullLoggerFactory.Instance);
        return new QuietEngine(observed, SettlementPipeline.Create(options, ports, TimeProvider.System));
    }

    /// <summary>Waits until it is ready, or throws what stopped it.</summary>
    public async Task ReadyAsync()
    {
        await Task.WhenAny(Pipeline.Recovered, _running);
        await Pipeline.Recovered;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Journal.DisposeAsync();
        Pipeline.Dispose();
        _stop.Dispose();
    }
}
