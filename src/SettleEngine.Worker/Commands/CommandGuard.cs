using System.Net.Sockets;
using SettleEngine.Chain;
using SettleEngine.Chain.Rpc;
using SettleEngine.Devnet;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary>Runs a command and turns what the world did wrong into one sentence and an exit code.</summary>
internal static class CommandGuard
{
    /// <summary>Runs a command that stops when it is asked to, also while it starts: that is what was wanted of it.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(Func<Task<int>> command) => RunToEndAsync(async () =>
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (StopSignals.WasAsked)
        {
            return ExitCode.Success;
        }
    });

    /// <summary>Runs a command that has a result: stopped before it has one, it failed.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunToEndAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception exception) when (exception is SettingException or ArgumentException or ChainMismatchException)
        {
            await Console.Error.WriteLineAsync($"settle: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (Exception exception) when (exception is IOException
            or UnauthorizedAccessException
            or LocalChainException
            or JsonRpcException
            or HttpRequestException
            or SocketException
            or InvalidDataException
            or FormatException)
        {
            await Console.Error.WriteLineAsync(exception is ChainUnavailableException
                ? $"settle: {exception.Message} Look at --rpc."
                : $"settle: {exception.Message}");
            return ExitCode.Failure;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("settle: stopped.");
            return ExitCode.Failure;
        }
    }
}
