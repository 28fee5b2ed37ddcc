using System.CommandLine;
using SettleEngine.Core.Batch;
using SettleEngine.LoadBench.Cost;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What settling a payment costs: gas by the receipts of real transactions, the fee for their bytes by Fjord, and what the cost
/// model says of both. Nothing of it depends on how fast the machine is.</summary>
internal static class CostRung
{
    private static readonly int[] Sizes = [10, 25, 50, 100, BatchLimits.MaxItems];

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var sizes = new Option<int[]>("--payments")
        {
            Description = $"Payments in a transaction, 2 to {BatchLimits.MaxItems}; several are measured. Default: {string.Join(' ', Sizes)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Sizes,
        };
        var prices = new PriceOptions();
        var seed = RungCommand.Option("--seed", "Names payers and authorization nonces.", 402UL);
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var command = new Command(
            "cost",
            "Measures what a payment costs alone and in batches, through Multicall3 and through the guarded settler, at stated prices.\n\n"
            + "Examples:\n  ./run-bench.sh cost\n  ./run-bench.sh cost --native-usd 2500 --l1-gwei 10 --blob-gwei 5")
        {
            sizes, seed, json,
        };
        prices.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            [.. parsed.GetValue(sizes)!.Distinct().Order()],
            prices.Read(parsed),
            parsed.GetValue(seed),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(ulong seed, CancellationToken cancellationToken) =>
        (await CostMeasurement.RunAsync(Sizes, new StatedPrices(), seed, cancellationToken)).ToRung();

    private static async Task<int> RunAsync(
        int[] sizes,
        StatedPrices prices,
        ulong seed,
        bool isJson,
        CancellationToken cancellationToken)
    {
        if (!Array.TrueForAll(sizes, size => size is >= 2 and <= BatchLimits.MaxItems))
        {
            Console.Error.WriteLine($"--payments must be from 2 to {BatchLimits.MaxItems}: a single payment is measured anyway, and more do not fit a transaction.");
            return 2;
        }

        var report = await CostMeasurement.RunAsync(sizes, prices, seed, cancellationToken);
        if (isJson)
        {
            Console.WriteLine(report.ToJson().ToJsonString());
        }
        else
        {
            Console.WriteLine($"cost: {report.Workload}\n\n{report.ToMarkdown()}");
            Console.WriteLine(report.Problem is { } problem ? $"DOES NOT COUNT: {problem}" : "Every balance and authorization nonce on the chain agrees.");
        }

        return report.Problem is null ? 0 : 1;
    }
}
