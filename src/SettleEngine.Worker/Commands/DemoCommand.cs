using System.CommandLine;
using SettleEngine.Worker.Chains;
using SettleEngine.Worker.Demo;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle demo</c>: the main job on one screen, on real parts.</summary>
internal static class DemoCommand
{
    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var count = Number("--count", "Payments to settle.", 10_000);
        var payers = Number("--payers", "Accounts that pay.", 200);
        var lanes = Number("--lanes", "Accounts that send, 1 to 10.", LaneKeys.DefaultCount);
        var batchMax = Number("--batch-max", "Most payments in a transaction, 1 to 200.", 100);
        var warmUp = Number("--warm-up", "Payments settled before counting begins.", 0);
        var blockTime = new Option<string>("--block-time")
        {
            Description = "Time between blocks.",
            DefaultValueFactory = _ => "2s",
        };
        var nativeUsd = new Option<string>("--native-usd")
        {
            Description = "Price of one ether in US dollars, for the cost column.",
            DefaultValueFactory = _ => "3000",
        };
        var data = new Option<string?>("--data") { Description = "Keeps the journal here; otherwise it is deleted." };
        var anvil = new Option<string?>("--anvil") { Description = "Another anvil binary than the pinned one." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var command = new Command(
            "demo",
            "Starts a local chain and the engine, signs payments, settles them and checks every one on the chain.\n\n"
            + "Example:\n  settle demo --count 10000 --payers 200")
        {
            count, payers, lanes, batchMax, warmUp, blockTime, nativeUsd, data, anvil, json,
        };
        command.SetAction((parsed, _) => CommandGuard.RunToEndAsync(() => RunAsync(new DemoOptions
        {
            Count = parsed.GetValue(count),
            Payers = parsed.GetValue(payers),
            Lanes = parsed.GetValue(lanes),
            BatchMax = parsed.GetValue(batchMax),
            WarmUp = parsed.GetValue(warmUp),
            BlockTime = SettingValues.TryParseDuration(parsed.GetValue(blockTime)!, out var time)
                ? time
                : throw new SettingException("--block-time must be a duration such as 2s or 200ms."),
            NativeUsd = NativePrice.TryParse(parsed.GetValue(nativeUsd)!, out var usd)
                ? usd
                : throw new SettingException($"--native-usd must be {NativePrice.Form}."),
            Data = parsed.GetValue(data),
            AnvilPath = parsed.GetValue(anvil),
            Json = parsed.GetValue(json),
        })));
        return command;
    }

    private static Option<int> Number(string name, string meaning, int value) => new(name)
    {
        Description = $"{meaning} Default {value}.",
        DefaultValueFactory = _ => value,
    };

    private static async Task<int> RunAsync(DemoOptions options)
    {
        options.Validate();
        using var signals = new StopSignals();
        using var stop = new CancellationTokenSource();
        signals.Cancel(stop);

        var screen = new DemoScreen(options);
        var report = await screen.ShowAsync(progress => DemoRun.RunAsync(options, progress, stop.Token));
        screen.ShowReport(report);
        return report.ChainAgrees && report.Settled == options.Count ? ExitCode.Success : ExitCode.Failure;
    }
}
