using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SettleEngine.LoadBench.Cost;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Worker.Options;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Batch size against latency, measured: a curve for each traffic, and options to paste.</summary>
internal static class TuneCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var usual = new TuneOptions();
        var ground = new Option<string>("--on")
        {
            Description = "Where: chain (a real engine and a real node), simulator (the engine in virtual time, a minute or two for all of it), both. Default: chain.",
            DefaultValueFactory = _ => "chain",
        };
        ground.AcceptOnlyFromAmong("chain", "simulator", "both");
        var rates = List("--rate", "Payments per second; several are swept.", usual.Rates);
        var blocks = List("--block-seconds", "Time between blocks; several are swept.", [.. usual.BlockTimes.Select(time => time.TotalSeconds)]);
        var waits = List("--wait-ms", "Values of --batch-wait; several are swept.", [.. usual.Waits.Select(time => time.TotalMilliseconds)]);
        var objectives = List("--objective", "Values of --objective; several are swept.", usual.Objectives);
        var sizes = List("--batch-max", "Values of --batch-max; several are swept.", usual.Sizes);
        var lanes = List("--lanes", "Accounts that send, 1 to 9; several are swept.", usual.Lanes);
        var seconds = RungCommand.Option("--seconds", "How long payments arrive at each point.", usual.Duration.TotalSeconds);
        var arrivals = RungCommand.Option("--arrivals", "How payments arrive: Constant, Poisson, Bursts, File.", usual.Arrivals);
        var file = new Option<string?>("--arrival-file") { Description = "For File: one arrival in seconds a line." };
        var settler = RungCommand.Option("--settler", "Whether the guarded settler is deployed; Multicall3 otherwise.", usual.HasSettler);
        var prices = new PriceOptions();
        var seed = RungCommand.Option("--seed", "Names payers, payments and arrivals.", usual.Seed);
        var output = RungCommand.Option("--out", "Folder for tune.html, tune.md, tune.json and the curves as SVG.", Path.Combine("artifacts", "tune"));
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var command = new Command(
            "tune",
            "Measures what waiting for company saves: sweeps settings on a local chain or in the simulator and writes a report with the curve "
            + "of cost against latency for each traffic, and the options to paste.\n\n"
            + "Examples:\n  ./run-bench.sh tune\n  ./run-bench.sh tune --on simulator\n  ./run-bench.sh tune --rate 25 --block-seconds 2 --wait-ms 0 500 2000 --arrivals Bursts")
        {
            ground, rates, blocks, waits, objectives, sizes, lanes, seconds, arrivals, file, settler, seed, output, json,
        };
        prices.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new TuneOptions
            {
                Grounds = Grounds(parsed.GetValue(ground)!),
                Rates = parsed.GetValue(rates)!,
                BlockTimes = Array.ConvertAll(parsed.GetValue(blocks)!, TimeSpan.FromSeconds),
                Waits = Array.ConvertAll(parsed.GetValue(waits)!, TimeSpan.FromMilliseconds),
                Objectives = parsed.GetValue(objectives)!,
                Sizes = parsed.GetValue(sizes)!,
                Lanes = parsed.GetValue(lanes)!,
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Arrivals = parsed.GetValue(file) is null ? parsed.GetValue(arrivals) : ArrivalKind.File,
                ArrivalFile = parsed.GetValue(file),
                HasSettler = parsed.GetValue(settler),
                Prices = prices.Read(parsed),
                Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(output)!,
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static Option<T[]> List<T>(string name, string meaning, IReadOnlyList<T> values) => new(name)
    {
        Description = $"{meaning} Default: {string.Join(' ', values)}.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. values],
    };

    private static TuneGround[] Grounds(string name) => name switch
    {
        "simulator" => [TuneGround.Simulator],
        "both" => [TuneGround.Simulator, TuneGround.Chain],
        _ => [TuneGround.Chain],
    };

    private static async Task<int> RunAsync(
        TuneOptions options,
        string folder,
        bool isJson,
        CancellationToken cancellationToken)
    {
        if (options.Arrivals == ArrivalKind.File && options.ArrivalFile is null)
        {
            Console.Error.WriteLine("--arrivals File needs --arrival-file FILE, one arrival in seconds a line.");
            return 2;
        }

        if (options.Objectives.FirstOrDefault(text => ObjectiveReader.TryParse(text) is null) is { } wrong)
        {
            Console.Error.WriteLine($"--objective {wrong}: it must be balanced, maxLatency=4s or maxCost=0.0006.");
            return 2;
        }

        var machine = MachineInfo.Read();
        var date = TimeProvider.System.GetUtcNow();
        var progress = new TuneProgress(options, Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        var points = await new TuneRun(options).RunAsync(progress, cancellationToken);
        var advice = TuneAdvice.Of(points);
        var summary = ToJson(options, machine, date, points, advice);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "tune.json"), summary.ToJsonString(Indented) + "\n", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "tune.html"),
            new TunePage(options, machine, date, points, advice).Render(),
            cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "tune.md"),
            new TuneTable(options, machine, date, points).Render(),
            cancellationToken);
        foreach (var block in advice.GroupBy(traffic => traffic.BlockTime))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"curve-{block.Key.TotalSeconds}s.svg");
            await File.WriteAllTextAsync(Path.Combine(folder, name), new TuneChart([.. block]).RenderFile(), cancellationToken);
        }

        if (isJson)
        {
            Console.WriteLine(summary.ToJsonString(Indented));
        }
        else
        {
            Show(advice);
            Console.WriteLine($"Written: {Path.Combine(folder, "tune.html")}, tune.md, tune.json and the curves as SVG");
        }

        return points.All(point => point.Problem is null) ? 0 : 1;
    }

    private static void Show(IReadOnlyList<TuneAdvice> advice)
    {
        foreach (var traffic in advice)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\nBlocks of {traffic.BlockTime.TotalSeconds} s, {traffic.PaymentsPerSecond} payments a second{(traffic.Ground == TuneGround.Simulator ? ", simulator" : "")}"));
            Show("fastest", traffic.Fastest);
            Show("balanced", traffic.Balanced);
            Show("cheapest", traffic.Cheapest);
        }

        Console.WriteLine();
    }

    private static void Show(string what, TunePoint point) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {what,-9} {point.Setting.Options,-36} {point.MeanBatch,6:N1} a batch  {point.GasPerPayment,8:N0} gas  {point.UsdPerPayment:F6} USD  p50 {point.P50.TotalSeconds,6:N2} s  p99 {point.P99.TotalSeconds,6:N2} s"));

    private static JsonObject ToJson(
        TuneOptions options,
        MachineInfo machine,
        DateTimeOffset date,
        IEnumerable<TunePoint> points,
        IEnumerable<TuneAdvice> advice)
    {
        return new JsonObject
        {
            ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["commit"] = machine.Commit,
            ["processor"] = machine.Processor,
            ["cores"] = machine.Cores,
            ["arrivals"] = options.Arrivals.ToString(),
            ["secondsPerPoint"] = options.Duration.TotalSeconds,
            ["settler"] = options.HasSettler,
            ["gasPriceGwei"] = options.Prices.GasPriceGwei,
            ["nativeUsd"] = options.Prices.NativeUsd,
            ["l1Gwei"] = options.Prices.L1Gwei,
            ["blobGwei"] = options.Prices.BlobGwei,
            ["baseFeeScalar"] = options.Prices.BaseFeeScalar,
            ["blobFeeScalar"] = options.Prices.BlobBaseFeeScalar,
            ["seed"] = options.Seed,
            ["points"] = new JsonArray([.. points.Select(point => (JsonNode)point.ToJson())]),
            ["advice"] = new JsonArray([.. advice.Select(traffic => (JsonNode)new JsonObject
            {
                ["measured"] = TunePoint.Name(traffic.Ground),
                ["blockSeconds"] = traffic.BlockTime.TotalSeconds,
                ["paymentsPerSecond"] = traffic.PaymentsPerSecond,
                ["fastest"] = traffic.Fastest.Setting.Options,
                ["balanced"] = traffic.Balanced.Setting.Options,
                ["cheapest"] = traffic.Cheapest.Setting.Options,
            })]),
        };
    }
}
