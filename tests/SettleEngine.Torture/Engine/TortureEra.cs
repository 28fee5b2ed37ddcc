using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Engines;
using SettleEngine.Devnet.Payers;
using SettleEngine.Torture.Crashes;

namespace SettleEngine.Torture.Engine;

/// <summary>One journal and one chain, and engines that are killed on them; at the end everything must be settled once.</summary>
/// <remarks>After every death the journal is read as it lies there and compared with every answer; after every start the outcome
/// feed is compared with what it was; after the last life journal, answers, outcomes and chain are compared with each other.</remarks>
internal sealed class TortureEra : IDisposable
{
    private readonly TortureOptions _options;
    private readonly int _number;
    private readonly Random _random;
    private readonly Deck _deck;
    private readonly Ledger _ledger = new();
    private readonly List<TortureCycle> _cycles = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly SmallDisk? _disk;
    private SignedAuthorization[] _payments = [];
    private int _records;

    /// <summary>An era.</summary>
    /// <param name="options">How much of it.</param>
    /// <param name="number">Which, from 1.</param>
    public TortureEra(TortureOptions options, int number)
    {
        _options = options;
        _number = number;
        _random = new Random(unchecked((options.Seed * 7_919) + number));
        _deck = new Deck(options, _random);
        _disk = options.Mode == TortureMode.Full ? SmallDisk.Mount(24) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _disk?.Dispose();
    }

    /// <summary>Runs the era.</summary>
    /// <param name="cycles">How often the engine is killed.</param>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>What came of it.</returns>
    public async Task<TortureReport> RunAsync(int cycles, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = _options.BlockTime }, cancellationToken);
        var factory = new PaymentFactory(unchecked((ulong)((_options.Seed * 7_919) + _number)), _options.Payers);
        await factory.FundAsync(chain, new TokenAmount(1_000_000_000_000), cancellationToken);
        var validBefore = (await chain.BlockTimeAsync(cancellationToken)).Value + 86_400;
        var terms = PaymentTerms.Until(new UnixSeconds(validBefore));
        _payments = factory.CreateMany(0, cycles * _options.Payments, terms, cancellationToken);
        var audit = await PaymentAudit.BeginAsync(chain, factory, terms.Payee, cancellationToken);
        using var folder = new EngineFolder(chain.Accounts.Take(_options.Lanes), _disk?.Root);
        var judge = new JournalJudge(folder.Journal, _payments, _ledger);

        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            await LiveAndDieAsync(cycle, chain, folder, cancellationToken);
            _records = await judge.CompareAsync(cancellationToken);
            _options.Progress?.Invoke(_cycles[^1]);
        }

        var settled = await LiveToTheEndAsync(chain, folder, cancellationToken);
        await judge.CompareAsync(cancellationToken);
        await judge.AuditAsync(chain, cancellationToken);
        var (agrees, sentence) = await audit.CompareAsync(_payments, cancellationToken);
        if (!agrees)
        {
            _ledger.Violate(ViolationKind.Other, $"The chain does not agree: {sentence}.");
        }

        return new TortureReport(
            _cycles, _payments.Length, _ledger.Accepted, _ledger.PutOff, settled, [sentence], _ledger.Violations, watch.Elapsed);
    }

    private async Task LiveAndDieAsync(int cycle, LocalChain chain, EngineFolder folder, CancellationToken cancellationToken)
    {
        var isNew = !File.Exists(Path.Combine(folder.Journal, "journal.anchor"));
        var point = _deck.Draw(isNew);
        var trigger = new CrashTrigger(point, _deck.Nth(point, _records));
        var watch = Stopwatch.StartNew();
        await using var engine = EngineProcess.Begin(ProgramFor(trigger, isNew), folder, chain.RpcUrl, Arguments());
        var listens = await engine.ListenAsync(cancellationToken);
        var recovery = watch.Elapsed;
        watch.Restart();
        var sent = new List<int>();
        if (listens)
        {
            // Lanes replace what stays out of blocks, so for these moments there are none.
            var isStalled = point is CrashPoint.C10 or CrashPoint.C11;
            await chain.SetIntervalMiningAsync(isStalled ? TimeSpan.Zero : _options.BlockTime);

            // The disk is filled and freed while payments stream in.
            var filling = FillAndFreeAsync(cancellationToken);
            sent = await LiveAsync(engine, chain.ChainId, cycle, point, cancellationToken);
            await filling;
        }

        var exitCode = await EndAsync(engine, point, listens, cancellationToken);
        var wasReached = point is CrashPoint.Random or CrashPoint.C18
            ? exitCode == 137
            : engine.Output.Contains(CrashTrigger.LineOf(point), StringComparison.Ordinal);
        JudgeDeath(engine, point, wasReached, listens, exitCode);
        _cycles.Add(new TortureCycle(
            _number,
            cycle,
            point,
            wasReached,
            recovery,
            watch.Elapsed,
            _ledger.Answers.Length,
            sent.Count(payment => !_ledger.IsAnswered(payment)),
            _ledger.Feed.Count,
            exitCode));
    }

    private async Task<List<int>> LiveAsync(
        EngineProcess engine,
        ulong chainId,
        int cycle,
        CrashPoint point,
        CancellationToken cancellationToken)
    {
        // What got no answer goes first, then some that did, then new ones: an engine must know all of them for what they are.
        var end = cycle * _options.Payments;
        var sent = Enumerable.Range(0, end)
            .Where(payment => payment >= end - _options.Payments || !_ledger.IsAnswered(payment) || _random.Next(10) == 0)
            .ToList();
        try
        {
            _ledger.ReadAgain(await ReadFeedAsync(engine, 0, cancellationToken));
            var listener = new AnswerListener(_ledger, sent);
            await using var client = await FrameClient.ConnectAsync(
                engine.FrameAddress, new FrameClientOptions { ChainId = chainId, Listener = listener }, cancellationToken);
            var streaming = StreamAsync(client, sent, new Random(_random.Next()), cancellationToken);
            await WaitForDeathAsync(engine, point, cancellationToken);
            await streaming;
            await client.Completion;
        }
        catch (Exception died) when (died is FrameClosedException or SocketException or IOException or HttpRequestException)
        {
            // The engine is gone; what has no answer is sent to its next life. How it went is judged afterwards.
            await engine.EndAsync(_options.LifeLimit, cancellationToken);
        }

        return sent;
    }

    private async Task WaitForDeathAsync(EngineProcess engine, CrashPoint point, CancellationToken cancellationToken)
    {
        if (point is not (CrashPoint.Random or CrashPoint.C18))
        {
            await engine.EndAsync(_options.LifeLimit, cancellationToken);
            await engine.KillAsync(cancellationToken);
            return;
        }

        // From the first answers until long after the last one: while appending, signing, sending, confirming.
        var life = TimeSpan.FromMilliseconds(_random.Next(20, _disk is null ? 1_500 : 4_000));
        if (await engine.EndAsync(life / 2, cancellationToken) is null)
        {
            _ledger.Append(await ReadFeedAsync(engine, _ledger.LastSequence, cancellationToken));
            await engine.EndAsync(life / 2, cancellationToken);
        }

        if (point == CrashPoint.C18)
        {
            engine.Terminate();
            await engine.EndAsync(TimeSpan.FromMilliseconds(_random.Next(0, 60)), cancellationToken);
        }

        await engine.KillAsync(cancellationToken);
    }

    private async Task<int> EndAsync(EngineProcess engine, CrashPoint point, bool listens, CancellationToken cancellationToken)
    {
        // One that failed on purpose needs a moment to notice, and must not be helped along.
        var patience = listens || point == CrashPoint.Random ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(60);
        if (await engine.EndAsync(patience, cancellationToken) is { } exitCode)
        {
            return exitCode;
        }

        await engine.KillAsync(cancellationToken);
        return await engine.EndAsync(patience, cancellationToken) ?? -1;
    }

    private void JudgeDeath(EngineProcess engine, CrashPoint point, bool wasReached, bool listens, int exitCode)
    {
        if (point >= CrashPoint.WriteFails && wasReached && exitCode == 137)
        {
            _ledger.Violate(ViolationKind.Other, $"Era {_number}: {point}, and the engine went on until it was killed:\n{engine.Output}");
        }

        // A full disk may end an engine or keep it from starting; nothing else may.
        var mayFail = point >= CrashPoint.WriteFails || _disk is not null;
        var endedByItself = exitCode is not (0 or 137);
        if ((endedByItself && !mayFail) || (!listens && !wasReached && !mayFail))
        {
            _ledger.Violate(ViolationKind.Other, $"Era {_number}, {point}: the engine ended with {exitCode}:\n{engine.Output}");
        }
    }

    private async Task<int> LiveToTheEndAsync(LocalChain chain, EngineFolder folder, CancellationToken cancellationToken)
    {
        await chain.SetIntervalMiningAsync(_options.BlockTime);
        var program = ProgramFor(new CrashTrigger(CrashPoint.Random, 1), isNew: false);
        await using var engine = EngineProcess.Begin(program, folder, chain.RpcUrl, Arguments());
        if (!await engine.ListenAsync(cancellationToken))
        {
            _ledger.Violate(ViolationKind.Other, $"Era {_number}: the engine does not start any more:\n{engine.Output}");
            return 0;
        }

        _ledger.ReadAgain(await ReadFeedAsync(engine, 0, cancellationToken));
        var sent = Enumerable.Range(0, _payments.Length).ToArray();
        var listener = new AnswerListener(_ledger, sent);
        await using var client = await FrameClient.ConnectAsync(
            engine.FrameAddress, new FrameClientOptions { ChainId = chain.ChainId, Listener = listener }, cancellationToken);
        await client.SendAsync(_payments, cancellationToken);
        await listener.All.WaitAsync(_options.Patience, cancellationToken);

        var watch = Stopwatch.StartNew();
        while (_ledger.CountDecided() < _payments.Length && watch.Elapsed < _options.Patience)
        {
            _ledger.Append(await ReadFeedAsync(engine, _ledger.LastSequence, cancellationToken));
            await Task.Delay(100, cancellationToken);
        }

        await engine.KillAsync(cancellationToken);
        return _ledger.JudgeFeed(_payments.Length);
    }

    private async Task FillAndFreeAsync(CancellationToken cancellationToken)
    {
        if (_disk is null)
        {
            return;
        }

        await Task.Delay(_random.Next(0, 300), cancellationToken);
        _disk.Fill(_random.Next(0, 6) * (long)(1 << 20));
        await Task.Delay(_random.Next(200, 1_500), cancellationToken);
        _disk.Free();
    }

    // Once there is a journal, whoever needs no crash point in it is the program that everybody runs.
    private static string[] ProgramFor(CrashTrigger trigger, bool isNew) =>
        trigger.Armed is CrashPoint.Random or CrashPoint.C18 && !isNew
            ? [Path.Combine(AppContext.BaseDirectory, "settle.dll")]
            : EngineUnderTest.Program(trigger);

    private string[] Arguments() =>
    [
        "--log-level", "Warning", "--batch-max", "20", "--batch-wait", "50ms", "--poll-interval", "50ms", "--drain-timeout", "5s",
        "--verify-workers", "1", "--journal", _random.Next(2) == 0 ? "faster" : "segments",
    ];

    private async Task StreamAsync(FrameClient client, List<int> sent, Random random, CancellationToken cancellationToken)
    {
        try
        {
            for (var first = 0; first < sent.Count;)
            {
                var count = Math.Min(sent.Count - first, random.Next(1, 15));
                var items = sent.Slice(first, count).ConvertAll(payment => _payments[payment]).ToArray();
                await client.SendAsync(items, cancellationToken);
                first += count;
                await Task.Delay(random.Next(0, 60), cancellationToken);
            }
        }
        catch (FrameClosedException)
        {
            // The engine was killed; what has no answer is sent to its next life.
            return;
        }
    }

    private async Task<List<string>> ReadFeedAsync(EngineProcess engine, ulong after, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        while (true)
        {
            var url = new Uri(engine.Http, string.Create(CultureInfo.InvariantCulture, $"/v1/outcomes?after={after}"));
            var page = (await _http.GetStringAsync(url, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (page.Length == 0)
            {
                return all;
            }

            all.AddRange(page);
            using var last = System.Text.Json.JsonDocument.Parse(page[^1]);
            after = last.RootElement.GetProperty("seq").GetUInt64();
        }
    }
}
