namespace SettleEngine.Core.Tests;

/// <summary>The source tree that the tests were compiled from, for tests that read it.</summary>
internal static class Repository
{
    /// <summary>Folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of something in the tree.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Reads a file of the tree.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>C# files below a folder, without what builds leave behind.</summary>
    public static IReadOnlyList<string> CSharpFiles(string folder) =>
        Files(folder, "*.cs");

    /// <summary>Files below a folder, without what builds and package managers leave behind.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "obj" or "bin" or "artifacts" or "node_modules"))
            .Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SettleEngine.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No solution above {AppContext.BaseDirectory}.");
    }
}
