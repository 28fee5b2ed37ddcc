using System.Diagnostics;
using SettleEngine.Devnet.TokenContracts;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Contracts;

public sealed class ArtifactTests
{
    [NodeFact]
    public async Task Compiling_the_sources_again_gives_the_committed_artifacts()
    {
        var contracts = FindContracts();
        using var work = new TemporaryFolder();
        CopySources(contracts, work.Path);
        await RunAsync("npm", work.Path, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        await RunAsync("node", work.Path, "compile.mjs", Path.Combine(work.Path, "again"));

        var committed = Directory.GetFiles(Path.Combine(contracts, "artifacts"), "*.json").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(
            committed.Select(Path.GetFileName),
            Directory.GetFiles(Path.Combine(work.Path, "again")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in committed)
        {
            var again = Path.Combine(work.Path, "again", Path.GetFileName(file));
            Assert.Equal(await File.ReadAllTextAsync(file), await File.ReadAllTextAsync(again));
        }
    }

    [Theory]
    [InlineData("src/contracts/package-lock.json")]
    [InlineData("src/SettleEngine.Devnet/node/package-lock.json")]
    [InlineData("tests/SettleEngine.EndToEnd.Tests/clients/package-lock.json")]
    public async Task A_lock_file_names_no_download_address(string path)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(FindContracts(), "..", "..", path));

        Assert.DoesNotContain("\"resolved\"", text, StringComparison.Ordinal);
        Assert.Contains("\"integrity\": \"sha512-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_implementation_fits_into_what_a_chain_takes()
    {
        var code = (await ContractArtifact.LoadAsync("DollarToken", CancellationToken.None)).Link(LocalContracts.SignatureLibrary);

        Assert.InRange(code.Length, 1, 24_576);
        Assert.Contains("5e771e0000000000000000000000000000000004", Convert.ToHexStringLower(code), StringComparison.Ordinal);
    }

    private static string FindContracts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SettleEngine.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "src", "contracts");
    }

    private static void CopySources(string from, string to)
    {
        var files = Directory
            .EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(from, file))
            .Where(file => !file.StartsWith("node_modules", StringComparison.Ordinal)
                && !file.StartsWith("artifacts", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
        }
    }

    private static async Task RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await error}{await text}");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("settle-contracts-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
