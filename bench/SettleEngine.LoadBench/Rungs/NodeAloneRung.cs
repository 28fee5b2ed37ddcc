using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Chain.Lanes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What the node settles by itself: batches as the engine makes them, signed beforehand and handed over as fast as the
/// node takes them, so that no block lacks transactions. No engine beside this node can settle more.</summary>
internal static class NodeAloneRung
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "node-alone";

    /// <summary>The figure that a share is taken of.</summary>
    public const string PerSecond = "node_alone_per_second";

    private const ulong BalancePerPayer = 1_000_000_000_000;
    private const ulong TipPerGasWei = 1;
    private const ulong BaseFeePerGasWei = 5_000_000;
    private const ulong MaxFeePerGasWei = 1_000_000_000;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var usual = EndToEndRung.Usual;
        var payments = RungCommand.Option("--payments", "Payments in all.", usual.Payments);
        var payers = RungCommand.Option("--payers", "Accounts that pay.", usual.Payers);
        var lanes = RungCommand.Option("--lanes", "Accounts that send, 1 to 10.", usual.Lanes);
        var batchMax = RungCommand.Option("--batch-max", "Payments in a transaction.", usual.BatchMax);
        var block = RungCommand.Option("--block-seconds", "Time between blocks.", usual.BlockTime.TotalSeconds);
        var patience = RungCommand.Option("--patience", "Seconds after which the run is given up.", 240);
        var anvil = new Option<string?>("--anvil") { Description = "Another anvil binary than the pinned one." };
        return RungCommand.Create(
            Name,
            "Hands ready-made batches to a local chain without an engine.\n\nExample:\n  ./run-bench.sh node-alone --payments 60000 --lanes 10",
            [payments, payers, lanes, batchMax, block, patience, anvil],
            (parsed, token) => RunAsync(
                usual with
                {
                    Payments = parsed.GetValue(payments),
                    Payers = parsed.GetValue(payers),
                    Lanes = parsed.GetValue(lanes),
                    BatchMax = parsed.GetValue(batchMax),
                    BlockTime = TimeSpan.FromSeconds(parsed.GetValue(block)),
                    Anvil = parsed.GetValue(anvil),
                },
                TimeSpan.FromSeconds(parsed.GetValue(patience)),
                token));
    }

    /// <summary>The rate that a report of this rung tells; 0 when it tells none.</summary>
    public static double RateOf(RungReport? report) =>
        report?.Figures.FirstOrDefault(figure => figure.Name == PerSecond)?.Value ?? 0;

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(BedOptions options, TimeSpan patience, CancellationToken cancellationToken)
    {
        // It makes its blocks itself, as the chain's own interval would, so that it knows when each one stood.
        var port = EngineBed.FreePort();
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { AnvilPath = options.Anvil, Port = port },
            cancellationToken);
        var process = EngineBed.FindProcess("anvil", string.Create(CultureInfo.InvariantCulture, $"{port}"));
        var lanes = await SignAsync(chain, options, cancellationToken);
        var batches = lanes.Sum(lane => lane.Length);

        var cpu = ProcessorTime(process);
        var sending = Task.WhenAll(lanes.Select(lane => SendAsync(chain, lane, cancellationToken)));
        var blocks = await MineAsync(chain, options, batches, patience, cancellationToken);
        await sending;
        cpu = ProcessorTime(process) - cpu;
        if (blocks.Count == 0)
        {
            return new RungReport(Name, "no block", [], "no block held a transaction");
        }

        var settled = blocks.Sum(block => block.Transactions) * options.BatchMax;
        var paid = (await chain.TokenBalanceAsync(PaymentTerms.DefaultPayee, cancellationToken)).Units;
        var wanted = (UInt256)((ulong)batches * (ulong)options.BatchMax * PaymentTerms.Until(default).Value.Units.Low64) + 1;
        return new RungReport(
            Name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{batches} batches of {options.BatchMax} payments of {options.Payers} payers, signed beforehand, from {options.Lanes} lanes side by side; blocks of {options.BlockTime.TotalSeconds} s and 400M gas, no engine"),
            [
                new(PerSecond, Sustained(blocks) * options.BatchMax, "payments/s"),
                new("settled", settled, "payments"),
                new("blocks", blocks.Count, "blocks"),
                new("most_payments_in_a_block", blocks.Max(block => block.Transactions) * options.BatchMax, "payments"),
                new("making_a_block", blocks.Average(block => block.Making.TotalSeconds), "s"),
                new("gas_per_payment", blocks.Sum(block => (double)block.Gas) / Math.Max(1, settled), "gas"),
                new("node_cpu_per_payment", cpu.TotalMicroseconds / Math.Max(1, settled), "us"),
            ],
            paid == wanted ? null : $"the payee has {paid} units instead of {wanted}");
    }

    private static async Task<ReadOnlyMemory<byte>[][]> SignAsync(
        LocalChain chain,
        BedOptions options,
        CancellationToken cancellationToken)
    {
        var factory = new PaymentFactory(options.Seed + 1, options.Payers);
        var validBefore = (await chain.BlockTimeAsync(cancellationToken)).Value + 86_400;
        var terms = PaymentTerms.Until(new UnixSeconds(validBefore));
        await factory.FundAsync(chain, new TokenAmount(BalancePerPayer), cancellationToken);
        await chain.SetTokenBalanceAsync(terms.Payee, new TokenAmount(1), cancellationToken);

        var payments = factory.CreateMany(0, options.Payments / options.BatchMax * options.BatchMax, terms, cancellationToken);
        var batches = payments.Chunk(options.BatchMax).ToArray();
        var lanes = new ReadOnlyMemory<byte>[options.Lanes][];
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            var mine = batches.Where((_, index) => index % options.Lanes == lane).ToArray();
            lanes[lane] = await SignLaneAsync(chain, chain.Accounts[lane], mine, cancellationToken);
        }

        return lanes;
    }

    private static async Task<ReadOnlyMemory<byte>[]> SignLaneAsync(
        LocalChain chain,
        DevAccount account,
        SignedAuthorization[][] batches,
        CancellationToken cancellationToken)
    {
        if (!PlatformLaneSigner.TryImport(account.PrivateKey.Span, out var signer))
        {
            throw new InvalidOperationException("A development account has no key.");
        }

        using (signer)
        {
            var fees = new FeePolicy(TipPerGasWei, MaxFeePerGasWei).First(BaseFeePerGasWei);
            var signed = new ReadOnlyMemory<byte>[batches.Length];
            for (var i = 0; i < batches.Length; i++)
            {
                var data = new byte[Multicall3Calldata.Size(batches[i].Length)];
                Multicall3Calldata.Write(batches[i], data);
                var gasLimit = GasFormula.Limit(batches[i].Length, (ulong)batches[i].Length * GasFormula.Item(payeeHasBalance: true));
                var transaction = new Eip1559Transaction(
                    chain.ChainId,
                    new AccountNonce((ulong)i),
                    fees.TipPerGasWei,
                    fees.CapPerGasWei,
                    gasLimit,
                    chain.Multicall3,
                    default,
                    data);
                signed[i] = transaction.Encode(await signer.SignAsync(transaction.SigningHash(), cancellationToken));
            }

            return signed;
        }
    }

    private static async Task SendAsync(LocalChain chain, ReadOnlyMemory<byte>[] transactions, CancellationToken cancellationToken)
    {
        foreach (var transaction in transactions)
        {
            var hash = await chain.Rpc.CallAsync("eth_sendRawTransaction", cancellationToken, transaction);
            if (hash.GetString() != Keccak256.Hash(transaction.Span).ToString())
            {
                throw new InvalidOperationException("The node took another transaction than it was given.");
            }
        }
    }

    private static async Task<List<NodeBlock>> MineAsync(
        LocalChain chain,
        BedOptions options,
        int batches,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var blocks = new List<NodeBlock>();
        var done = 0;
        using var timer = new PeriodicTimer(options.BlockTime);
        while (done < batches && Stopwatch.GetElapsedTime(startedAt) < patience)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var beganAt = Stopwatch.GetTimestamp();
            await chain.MineAsync(1, cancellationToken);
            var stoodAt = Stopwatch.GetTimestamp();
            var block = await chain.Rpc.CallAsync("eth_getBlockByNumber", cancellationToken, "latest", false);
            var count = block.GetProperty("transactions").GetArrayLength();
            done += count;
            if (count > 0)
            {
                blocks.Add(new NodeBlock(count, Gas(block), stoodAt, Stopwatch.GetElapsedTime(beganAt, stoodAt)));
            }
        }

        return blocks;
    }

    private static ulong Gas(JsonElement block) => Convert.ToUInt64(block.GetProperty("gasUsed").GetString(), 16);

    // As OutcomeTimeline counts the engine's: all blocks but the first, from the first one's end to the last one's.
    private static double Sustained(List<NodeBlock> blocks) => blocks.Count < 2
        ? 0
        : blocks.Skip(1).Sum(block => block.Transactions)
            / Stopwatch.GetElapsedTime(blocks[0].StoodAt, blocks[^1].StoodAt).TotalSeconds;

    private static TimeSpan ProcessorTime(int process)
    {
        if (process == 0)
        {
            return TimeSpan.Zero;
        }

        using var node = Process.GetProcessById(process);
        return node.TotalProcessorTime;
    }

    private sealed record NodeBlock(int Transactions, ulong Gas, long StoodAt, TimeSpan Making);
}
