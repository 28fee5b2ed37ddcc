using SettleEngine.Devnet.Tooling;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>The programs of <c>clients/</c> beside the packages of their lock file, ready for Node.js.</summary>
/// <remarks>Node.js looks for packages from the program's folder upward. The packages lie in the user's cache and are
/// shared, so each instance has a folder of its own that links to them.</remarks>
internal sealed class ClientPrograms : IDisposable
{
    private readonly string _folder;

    private ClientPrograms(string folder) => _folder = folder;

    /// <summary>Prepares the folder; the first one of a user fetches the packages, which takes a minute.</summary>
    public static async Task<ClientPrograms> PrepareAsync()
    {
        var sources = Path.Combine(AppContext.BaseDirectory, "clients");
        var packages = new NpmFolder(
            "clients",
            await File.ReadAllTextAsync(Path.Combine(sources, "package.json")),
            await File.ReadAllTextAsync(Path.Combine(sources, "package-lock.json")))
        {
            Remedy = "The official clients need Node.js 20 or later with npm on the PATH.",
        };
        var fetched = await packages.EnsureAsync(CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("settle-clients-").FullName;
        foreach (var program in Directory.EnumerateFiles(sources, "*.mjs"))
        {
            File.Copy(program, Path.Combine(folder, Path.GetFileName(program)));
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(fetched, "node_modules"));
        return new ClientPrograms(folder);
    }

    public string PathOf(string program) => Path.Combine(_folder, program);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
