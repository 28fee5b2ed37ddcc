using System.CommandLine;

namespace SettleEngine.Worker.Commands;

/// <summary>Runs what a command line says.</summary>
internal static class CommandLine
{
    // What other commands have begun, a chain or an engine, is stopped within seconds.
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(30);

    /// <summary>Runs a command.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="args">The words of the command line.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args)
    {
        var parsed = root.Parse(args);

        // The library ends a process two seconds after a signal, with 143, unless it is told otherwise. An engine drains for as long as
        // --drain-timeout says and listens for signals itself.
        var isEngine = parsed.CommandResult.Command.Name == RunCommand.Name;
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = isEngine ? null : CleanUp });
    }
}
