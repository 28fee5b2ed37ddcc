using System.CommandLine;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench;

/// <summary>Two runs that were made already, side by side.</summary>
internal static class CompareCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var earlier = new Argument<string>("earlier") { Description = "Folder with the earlier run's summary.json." };
        var later = new Argument<string>("later") { Description = "Folder with the later run's summary.json." };
        var command = new Command(
            "compare",
            "Compares two summaries, figure by figure, and measures nothing.\n\nExample:\n  ./run-bench.sh compare earlier artifacts/bench")
        {
            earlier,
            later,
        };
        command.SetAction((parsed, token) => RunAsync(parsed.GetValue(earlier)!, parsed.GetValue(later)!, token));
        return command;
    }

    /// <summary>Reads the summary of a folder.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static Task<string> ReadAsync(string folder, CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(Path.Combine(folder, "summary.json"), cancellationToken);

    private static async Task<int> RunAsync(string earlier, string later, CancellationToken cancellationToken)
    {
        var comparison = SummaryComparison.Of(
            await ReadAsync(earlier, cancellationToken),
            await ReadAsync(later, cancellationToken));
        Console.WriteLine(comparison.ToMarkdown());
        return 0;
    }
}
