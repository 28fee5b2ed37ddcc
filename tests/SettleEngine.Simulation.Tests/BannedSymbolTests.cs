using System.Diagnostics;
using Xunit;

namespace SettleEngine.Simulation.Tests;

/// <summary>The pipeline can be simulated only while nothing in it leaves its context. The compiler watches that, and this
/// test watches the compiler: a file that breaks each rule must not build.</summary>
public class BannedSymbolTests
{
    private const string Offender = """
        namespace SettleEngine.Pipeline;

        internal static class Offender
        {
            public static async System.Threading.Tasks.Task OffendAsync(System.Threading.Tasks.ValueTask<int> task)
            {
                await System.Threading.Tasks.Task.Delay(1);
                await System.Threading.Tasks.Task.Run(() => { });
                await System.Threading.Tasks.Task.CompletedTask.ConfigureAwait(false);
                await task.AsTask();
                _ = System.DateTime.UtcNow;
                _ = new System.Collections.Concurrent.ConcurrentQueue<int>();
            }
        }
        """;

    [Fact]
    public async Task Code_that_would_leave_the_simulated_world_does_not_compile()
    {
        var source = Path.Combine(FindRepository(), "src");
        var directory = Directory.CreateTempSubdirectory("settle-banned-");
        try
        {
            await WriteProjectAsync(directory.FullName, source);
            var (exitCode, text) = await BuildAsync(directory.FullName);

            Assert.NotEqual(0, exitCode);
            foreach (var line in new[] { 7, 8, 9, 10, 11, 12 })
            {
                Assert.Contains($"Offender.cs({line},", text, StringComparison.Ordinal);
            }

            Assert.Contains("RS0030", text, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task WriteProjectAsync(string directory, string source)
    {
        // The pipeline's own project with one file more: what bans there bans here.
        var project = await File.ReadAllTextAsync(Path.Combine(source, "SettleEngine.Pipeline", "SettleEngine.Pipeline.csproj"));
        project = project
            .Replace("$(MSBuildThisFileDirectory)../", source + "/", StringComparison.Ordinal)
            .Replace("../SettleEngine.Core/", source + "/SettleEngine.Core/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(directory, "Offending.csproj"), project);
        await File.WriteAllTextAsync(Path.Combine(directory, "Offender.cs"), Offender);
        foreach (var name in new[] { "Directory.Packages.props", ".editorconfig", "global.json" })
        {
            File.Copy(Path.Combine(source, "..", name), Path.Combine(directory, name));
        }

        var properties = await File.ReadAllTextAsync(Path.Combine(source, "..", "Directory.Build.props"));
        properties = properties
            .Replace("$(MSBuildThisFileDirectory)src/", source + "/", StringComparison.Ordinal)
            .Replace("<RestorePackagesWithLockFile>true", "<RestorePackagesWithLockFile>false", StringComparison.Ordinal)
            .Replace("<RestoreLockedMode Condition=\"'$(CI)' == 'true'\">true", "<RestoreLockedMode>false", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(directory, "Directory.Build.props"), properties);
    }

    private static async Task<(int ExitCode, string Text)> BuildAsync(string directory)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-c", "Release", "-p:BuildProjectReferences=false", "--nologo", "-v", "q"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }

    private static string FindRepository()
    {
        // A compiled-in path would not do: a deterministic build maps paths away.
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SettleEngine.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No solution above {AppContext.BaseDirectory}.");
    }
}
