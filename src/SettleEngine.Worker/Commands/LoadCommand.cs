using System.CommandLine;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Load;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle load</c>: feeds any of the doors and reports rates and latencies.</summary>
internal static class LoadCommand
{
    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var target = new Option<string>("--target")
        {
            Description = "A door: tcp://HOST:PORT or unix:/PATH for frames, http://HOST:PORT for HTTP.",
            Required = true,
        };
        var door = new Option<string>("--http-door")
        {
            Description = "Which HTTP door: bulk or settle.",
            DefaultValueFactory = _ => "bulk",
        };
        var file = new Option<string?>("--file") { Description = "Signed payments, one bulk-door line each." };
        var generate = new Option<int>("--generate") { Description = "Signs this many payments by the payers that settle devnet funds, instead of reading a file." };
        var payers = new Option<int>("--payers") { Description = "Accounts that pay.", DefaultValueFactory = _ => 200 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Names the payers and their authorization nonces; another seed, other payments.",
            DefaultValueFactory = _ => 1,
        };
        var rate = new Option<double>("--rate") { Description = "Payments per second; 0 sends as fast as the door takes them." };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = "Requests side by side at the settle door.",
            DefaultValueFactory = _ => 64,
        };
        var apiKey = new Option<string?>("--api-key-from") { Description = "File with the API key that the door demands." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var command = new Command(
            "load",
            "Hands signed payments to a door and reports rates and latencies.\n\n"
            + "Example:\n  settle load --target tcp://127.0.0.1:4023 --generate 10000")
        {
            target, door, file, generate, payers, seed, rate, concurrency, apiKey, json,
        };
        command.SetAction((parsed, _) => CommandGuard.RunToEndAsync(() => RunAsync(new LoadOptions
        {
            Target = parsed.GetValue(target)!,
            HttpDoor = parsed.GetValue(door)!,
            File = parsed.GetValue(file),
            Generate = parsed.GetValue(generate),
            Payers = parsed.GetValue(payers),
            Seed = parsed.GetValue(seed),
            Rate = parsed.GetValue(rate),
            Concurrency = parsed.GetValue(concurrency),
            ApiKeyFile = parsed.GetValue(apiKey),
            Json = parsed.GetValue(json),
        })));
        return command;
    }

    private static async Task<int> RunAsync(LoadOptions options)
    {
        options.Validate();
        using var signals = new StopSignals();
        using var stop = new CancellationTokenSource();
        signals.Cancel(stop);

        var report = await new LoadRun(options, TimeProvider.System).RunAsync(stop.Token);
        LoadScreen.Show(report, options.Json);
        return report.Refused == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
