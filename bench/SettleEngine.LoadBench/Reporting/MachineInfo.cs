using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SettleEngine.LoadBench.Reporting;

/// <summary>What the numbers were measured on. A number without it means nothing.</summary>
/// <param name="Processor">Model of the processor.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="MemoryBytes">Memory of the machine.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Commit">Commit of the sources, with a plus sign when files were changed since.</param>
internal sealed record MachineInfo(
    string Processor,
    int Cores,
    long MemoryBytes,
    string System,
    string Runtime,
    string Commit)
{
    /// <summary>Asks this machine.</summary>
    public static MachineInfo Read() => new(
        ProcessorModel(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        CommitName());

    /// <summary>Processes that wanted a core in the last minute, on average; below zero where the system does not say.</summary>
    public static double LoadAverage() =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : -1;

    private static string ProcessorModel()
    {
        const string Key = "model name";
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string CommitName()
    {
        var commit = Git("rev-parse", "--short=12", "HEAD");
        return commit.Length == 0 ? "unknown" : commit + (Git("status", "--porcelain").Length > 0 ? "+" : "");
    }

    private static string Git(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text.Trim() : string.Empty;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            // A machine that measures need not have git; the summary then says "unknown".
            return string.Empty;
        }
    }
}
