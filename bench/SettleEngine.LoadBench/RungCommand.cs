using System.CommandLine;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench;

/// <summary>Turns a rung into a command: its options, <c>--json</c>, its report, its exit code.</summary>
internal static class RungCommand
{
    /// <summary>Declares a rung's command.</summary>
    /// <param name="name">The rung.</param>
    /// <param name="description">What it measures, with an example.</param>
    /// <param name="symbols">Its options and arguments.</param>
    /// <param name="run">Runs it.</param>
    public static Command Create(
        string name,
        string description,
        IReadOnlyList<Symbol> symbols,
        Func<ParseResult, CancellationToken, Task<RungReport>> run)
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var command = new Command(name, description) { json };
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                command.Add(option);
            }
            else
            {
                command.Add((Argument)symbol);
            }
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await run(parsed, cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(Summary.ToJson(report).ToJsonString());
            }
            else
            {
                Summary.Show(report);
            }

            return report.Problem is null ? 0 : 1;
        });
        return command;
    }

    /// <summary>An option with a default that the help shows.</summary>
    public static Option<T> Option<T>(string name, string meaning, T value) => new(name)
    {
        Description = $"{meaning} Default: {value}.",
        DefaultValueFactory = _ => value,
    };
}
