using System.CommandLine;
using Microsoft.Extensions.Logging;
using SettleEngine.Chain.Lanes;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle run</c>: the background service.</summary>
internal static partial class RunCommand
{
    /// <summary>Name of the command.</summary>
    public const string Name = "run";

    /// <summary>Declares the command.</summary>
    /// <param name="seams">What stands between the engine and its world; null for nothing.</param>
    /// <returns>The command.</returns>
    public static Command Create(EngineSeams? seams = null)
    {
        var command = new Command(
            Name,
            "Takes in signed payments and settles them, until SIGTERM or Ctrl-C.\n\n"
            + "Every option can also be set in the environment (--batch-max as SETTLE_BATCH_MAX) or in appsettings.json "
            + "below \"Settle\".\n\nExample:\n  settle run --rpc http://127.0.0.1:8545 --lane-key-file lanes.txt "
            + "--data ./data --tcp 127.0.0.1:4023");
        var sources = new SettingSources(command);
        command.SetAction((parsed, _) => CommandGuard.RunAsync(() =>
        {
            ProcessDumps.Forbid();
            return RunAsync(EngineSettings.Read(sources.Read(parsed), LaneKeyVariable.IsSet), seams);
        }));
        return command;
    }

    private static async Task<int> RunAsync(EngineSettings settings, EngineSeams? seams)
    {
        using var signals = new StopSignals();
        using var loggers = Telemetry.CreateLoggers(settings.LogLevel);
        using var metrics = settings.Otlp is { } collector ? Telemetry.SendMetrics(collector) : null;
        using var starting = new CancellationTokenSource();
        signals.Cancel(starting);

        var logger = loggers.CreateLogger("SettleEngine.Run");
        await using var host = await EngineHost.StartAsync(settings, loggers, starting.Token, seams);
        await Console.Out.WriteLineAsync("Facilitator listening");

        await Task.WhenAny(signals.Asked, host.CloseAsked, host.Completion);
        if (host.Completion.IsFaulted)
        {
            // Broken storage, a broken invariant: wrong is worse than down. Recovery decides what is true.
            var failure = host.Completion.Exception.GetBaseException();
            LogFailed(logger, failure);
            return ExitCode.Failure;
        }

        if (!await host.StopAsync())
        {
            LogLate(logger);
        }

        return host.Completion.IsFaulted ? ExitCode.Failure : ExitCode.Success;
    }

    [LoggerMessage(EventId = 1911, Level = LogLevel.Critical, Message = "The engine failed and stops; start it again to recover from the journal")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1912, Level = LogLevel.Warning, Message = "The drain time-out passed; what is in flight is taken up at the next start")]
    private static partial void LogLate(ILogger logger);
}
