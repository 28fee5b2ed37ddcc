using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Engines;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.Torture.Engine;

/// <summary>Kills a real engine again and again while payments stream in, then holds what it had said against the chain.</summary>
/// <remarks>What must hold: a payment is accepted as new once, its id never changes, the outcome feed never changes where it
/// was read, every payment is settled by one log of one transaction, none has another outcome, and balances and
/// authorization nonces on the chain say the same.</remarks>
public sealed class EngineTorture : IDisposable
{
    private readonly TortureOptions _options;
    private readonly Random _random;
    private readonly Ledger _ledger = new();
    private readonly List<TortureCycle> _cycles = [];
    private readonly HttpClient _http = new();
    private SignedAuthorization[] _payments = [];

    /// <summary>A torture.</summary>
    /// <param name="options">How much of it.</param>
    public EngineTorture(TortureOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Runs all cycles and the last life.</summary>
    public async Task<TortureReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = _options.BlockTime }, cancellationToken);
        var factory = new PaymentFactory((ulong)_options.Seed, _options.Payers);
        await factory.FundAsync(chain, new TokenAmount(1_000_000_000_000), cancellationToken);
        var validBefore = (await chain.BlockTimeAsync(cancellationToken)).Value + 86_400;
        var terms = PaymentTerms.Until(new UnixSeconds(validBefore));
        _payments = factory.CreateMany(0, _options.Cycles * _options.Payments, terms, cancellationToken);
        var audit = await PaymentAudit.BeginAsync(chain, factory, terms.Payee, cancellationToken);
        using var folder = new EngineFolder(chain.Accounts.Take(_options.Lanes));

        for (var cycle = 1; cycle <= _options.Cycles; cycle++)
        {
            await LiveAndDieAsync(cycle, chain, folder, cancellationToken);
        }

        var settled = await LiveToTheEndAsync(chain, folder, cancellationToken);
        var (agrees, sentence) = await audit.CompareAsync(_payments, cancellationToken);
        if (!agrees)
        {
            _ledger.Violate($"The chain does not agree: {sentence}.");
        }

        return new TortureReport(_cycles, _payments.Length, _ledger.Accepted, settled, sentence, _ledger.Violations);
    }

    private async Task LiveAndDieAsync(int cycle, LocalChain chain, EngineFolder folder, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var engine = await StartAsync(chain, folder, cancellationToken);
        var recovery = watch.Elapsed;
        _ledger.ReadAgain(await ReadFeedAsync(engine, 0, cancellationToken));

        // What got no answer goes first, then some that did, then new ones: an engine must know all of them for what they are.
        var end = cycle * _options.Payments;
        var sent = Enumerable.Range(0, end)
            .Where(payment => payment >= end - _options.Payments || !_ledger.IsAnswered(payment) || _random.Next(10) == 0)
            .ToArray();
        var listener = new AnswerListener(_ledger, sent);
        watch.Restart();
        await using var client = await FrameClient.ConnectAsync(
            engine.FrameAddress, new FrameClientOptions { ChainId = chain.ChainId, Listener = listener }, cancellationToken);
        var streaming = StreamAsync(client, sent, new Random(_random.Next()), cancellationToken);

        // From the first answers until long after the last one: while appending, signing, sending, confirming.
        var life = TimeSpan.FromMilliseconds(_random.Next(100, 4_000));
        await Task.Delay(life / 2, cancellationToken);
        _ledger.Append(await ReadFeedAsync(engine, (ulong)LastSequence(), cancellationToken));
        await Task.Delay(life / 2, cancellationToken);
        await engine.KillAsync(cancellationToken);
        var lived = watch.Elapsed;
        await streaming;
        await client.Completion;
        _cycles.Add(new TortureCycle(
            cycle,
            recovery,
            lived,
            _ledger.Answered,
            sent.Count(payment => !_ledger.IsAnswered(payment)),
            _ledger.Feed.Count));
    }

    private async Task<int> LiveToTheEndAsync(LocalChain chain, EngineFolder folder, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var engine = await StartAsync(chain, folder, cancellationToken);
        var recovery = watch.Elapsed;
        _ledger.ReadAgain(await ReadFeedAsync(engine, 0, cancellationToken));
        var sent = Enumerable.Range(0, _payments.Length).ToArray();
        var listener = new AnswerListener(_ledger, sent);
        await using var client = await FrameClient.ConnectAsync(
            engine.FrameAddress, new FrameClientOptions { ChainId = chain.ChainId, Listener = listener }, cancellationToken);
        await client.SendAsync(_payments, cancellationToken);
        await listener.All.WaitAsync(_options.Patience, cancellationToken);

        watch.Restart();
        while (CountDecided() < _payments.Length && watch.Elapsed < _options.Patience)
        {
            _ledger.Append(await ReadFeedAsync(engine, (ulong)LastSequence(), cancellationToken));
            await Task.Delay(200, cancellationToken);
        }

        _cycles.Add(new TortureCycle(_options.Cycles + 1, recovery, watch.Elapsed, _ledger.Answered, 0, _ledger.Feed.Count));
        return JudgeFeed();
    }

    private static Task<EngineProcess> StartAsync(LocalChain chain, EngineFolder folder, CancellationToken cancellationToken) =>
        EngineProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "settle.dll"),
            folder,
            chain.RpcUrl,
            ["--log-level", "Warning"],
            cancellationToken);

    private async Task StreamAsync(FrameClient client, int[] sent, Random random, CancellationToken cancellationToken)
    {
        try
        {
            for (var first = 0; first < sent.Length;)
            {
                var count = Math.Min(sent.Length - first, random.Next(1, 200));
                var items = sent.AsSpan(first, count).ToArray().Select(payment => _payments[payment]).ToArray();
                await client.SendAsync(items, cancellationToken);
                first += count;
                await Task.Delay(random.Next(0, 200), cancellationToken);
            }
        }
        catch (FrameClosedException)
        {
            // The engine was killed; what has no answer is sent to its next life.
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
            after = SequenceOf(page[^1]);
        }
    }

    private long LastSequence() => _ledger.Feed.Count == 0 ? 0 : (long)SequenceOf(_ledger.Feed[^1]);

    private static ulong SequenceOf(string line) => Number(JsonDocument.Parse(line).RootElement, "seq");

    private int CountDecided() =>
        _ledger.Feed.Select(line => Number(JsonDocument.Parse(line).RootElement, "id")).Distinct().Count();

    private int JudgeFeed()
    {
        var proofs = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var last = new Dictionary<ulong, string>();
        foreach (var line in _ledger.Feed)
        {
            var outcome = JsonDocument.Parse(line).RootElement;
            var id = Number(outcome, "id");
            var kind = outcome.GetProperty("outcome").GetString()!;
            if (last.ContainsKey(id) && !outcome.TryGetProperty("corrects", out _))
            {
                _ledger.Violate($"Id {id} has a second outcome that corrects none: {line}.");
            }

            last[id] = kind;
            if (_ledger.OwnerOf(id) < 0)
            {
                _ledger.Violate($"Nobody was ever told id {id}: {line}.");
            }

            if (kind != "settled")
            {
                _ledger.Violate($"Id {id} was reported {kind}: {line}.");
                continue;
            }

            var proof = outcome.GetProperty("transaction").GetString() + outcome.GetProperty("logIndex").GetRawText();
            if (!proofs.TryAdd(proof, id) && proofs[proof] != id)
            {
                _ledger.Violate($"Ids {proofs[proof]} and {id} have the same proof: {line}.");
            }
        }

        var settled = last.Count(pair => pair.Value == "settled");
        if (settled != _payments.Length)
        {
            _ledger.Violate($"{settled} of {_payments.Length} payments were settled.");
        }

        return settled;
    }

    private static ulong Number(JsonElement element, string name)
    {
        var value = element.GetProperty(name);
        return value.ValueKind == JsonValueKind.String
            ? ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetUInt64();
    }
}
