using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Engines;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.LoadBench.EndToEnd;

/// <summary>A chain, an engine and signed payments: three processes, so that each one's processor time is its own.</summary>
internal sealed class EngineBed : IAsyncDisposable
{
    private const ulong BalancePerPayer = 1_000_000_000_000;

    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly BedOptions _options;
    private readonly HttpClient _http = new();
    private int _chainProcessId;

    private EngineBed(BedOptions options) => _options = options;

    /// <summary>The chain.</summary>
    public LocalChain Chain { get; private set; } = null!;

    /// <summary>The engine.</summary>
    public EngineProcess Engine { get; private set; } = null!;

    /// <summary>Every payment, those of the warm-up first.</summary>
    public SignedAuthorization[] All { get; private set; } = [];

    /// <summary>Payments that are counted.</summary>
    public ReadOnlyMemory<SignedAuthorization> Counted => All.AsMemory(_options.WarmUp);

    /// <summary>Payments of the warm-up.</summary>
    public ReadOnlyMemory<SignedAuthorization> WarmUp => All.AsMemory(0, _options.WarmUp);

    /// <summary>Compares the chain at the end.</summary>
    public PaymentAudit Audit { get; private set; } = null!;

    /// <summary>Sets everything up; payments are signed before any clock starts.</summary>
    public static async Task<EngineBed> StartAsync(BedOptions options, CancellationToken cancellationToken)
    {
        var bed = new EngineBed(options);
        try
        {
            await bed.SetUpAsync(cancellationToken);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads what engine and chain have used so far.</summary>
    public Task<EngineSample> SampleAsync(CancellationToken cancellationToken)
    {
        var chainTime = TimeSpan.Zero;
        if (_chainProcessId != 0)
        {
            using var chain = Process.GetProcessById(_chainProcessId);
            chainTime = chain.TotalProcessorTime;
        }

        return EngineSample.TakeAsync(Engine, _http, chainTime, cancellationToken);
    }

    /// <summary>Hands payments in over frames.</summary>
    /// <param name="payments">The payments.</param>
    /// <param name="after">Outcomes up to here are known already.</param>
    /// <param name="done">What to wait for.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StreamResult> StreamAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        ulong after,
        Func<PaymentFollower, Task> done,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var timeline = new OutcomeTimeline(new PaymentFollower(payments.Length, TimeProvider.System, _options.Timed));
        var answers = new LatencyHistogram();
        await using var client = await FrameClient.ConnectAsync(
            Engine.FrameAddress,
            new FrameClientOptions { ChainId = Chain.ChainId, Listener = timeline, AnswerLatency = answers },
            cancellationToken);
        await client.SubscribeOutcomesAsync(after, cancellationToken);
        var startedAt = Stopwatch.GetTimestamp();
        var sending = SendAsync(client, payments, cancellationToken);
        var late = Task.Delay(patience, cancellationToken);
        var ended = await Task.WhenAny(Task.WhenAll(sending, done(timeline.Follower)), client.Completion, late);
        if (ended == client.Completion)
        {
            throw new InvalidOperationException($"The engine closed the connection: {await client.Completion}\n{Engine.Output}");
        }

        if (ended != late)
        {
            await ended;
        }

        return new StreamResult(timeline, answers, startedAt, ended != late);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        var port = FreePort();
        Chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = _options.BlockTime, AnvilPath = _options.Anvil, Port = port },
            cancellationToken);
        _owned.Push(Chain);
        _chainProcessId = FindProcess("anvil", string.Create(CultureInfo.InvariantCulture, $"{port}"));

        if (_options.HasSettler)
        {
            await Chain.DeploySettlerAsync(cancellationToken);
        }

        var factory = new PaymentFactory(_options.Seed, _options.Payers);
        var validBefore = (await Chain.BlockTimeAsync(cancellationToken)).Value + 86_400;
        var terms = PaymentTerms.Until(new UnixSeconds(validBefore));
        All = factory.CreateMany(0, _options.WarmUp + _options.Payments, terms, cancellationToken);
        await factory.FundAsync(Chain, new TokenAmount(BalancePerPayer), cancellationToken);

        // The payee exists already, as a provider's account does.
        await Chain.SetTokenBalanceAsync(terms.Payee, new TokenAmount(1), cancellationToken);
        Audit = await PaymentAudit.BeginAsync(Chain, factory, terms.Payee, cancellationToken);

        var folder = new EngineFolder(Chain.Accounts.Take(_options.Lanes), _options.Data);
        _owned.Push(new FolderOwner(folder));
        Engine = await EngineProcess.StartAsync(
            [Path.Combine(AppContext.BaseDirectory, "settle.dll")],
            folder,
            Chain.RpcUrl,
            Arguments(),
            cancellationToken);
        _owned.Push(Engine);
    }

    private string[] Arguments()
    {
        List<string> arguments =
            ["--batch-max", _options.BatchMax.ToString(CultureInfo.InvariantCulture), "--log-level", "Warning"];
        if (_options.BatchWait is { } wait)
        {
            arguments.AddRange(["--batch-wait", string.Create(CultureInfo.InvariantCulture, $"{wait.TotalMilliseconds:0}ms")]);
        }

        if (_options.Objective is { } objective)
        {
            arguments.AddRange(["--objective", objective]);
        }

        if (_options.NativeUsd is { } usd)
        {
            arguments.AddRange(["--native-usd", usd.ToString(CultureInfo.InvariantCulture)]);
        }

        return [.. arguments];
    }

    private async Task SendAsync(
        FrameClient client,
        ReadOnlyMemory<SignedAuthorization> payments,
        CancellationToken cancellationToken)
    {
        if (_options.Rate == 0)
        {
            await client.SendAsync(payments, cancellationToken);
            return;
        }

        var arrivals = _options.Arrivals?.Invoke() ?? ArrivalPattern.Constant(_options.Rate);
        await client.SendPacedAsync(payments, arrivals, TimeProvider.System, cancellationToken);
    }

    /// <summary>A port that nobody listens on.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Finds a process by its name and one of its arguments; 0 when there is none.</summary>
    internal static int FindProcess(string name, string argument)
    {
        foreach (var process in Process.GetProcessesByName(name))
        {
            using (process)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/cmdline");
                if (File.Exists(path) && File.ReadAllText(path).Split('\0').Contains(argument, StringComparer.Ordinal))
                {
                    return process.Id;
                }
            }
        }

        return 0;
    }

    private sealed class FolderOwner(EngineFolder folder) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
