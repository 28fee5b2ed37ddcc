using System.Globalization;
using System.Reflection;

namespace SettleEngine.Simulation.Tests;

/// <summary>Every commit looks at worlds that no commit before it has looked at.</summary>
internal static class CommitSeeds
{
    /// <summary>The first seed of the commit that these tests were built from; 0 outside a repository.</summary>
    public static ulong First()
    {
        var version = typeof(CommitSeeds).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var commit = version[(version.IndexOf('+', StringComparison.Ordinal) + 1)..];

        // 13 digits of the hash, and room for a million seeds behind each.
        return commit.Length >= 13 && ulong.TryParse(commit[..13], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
            ? start % 10_000_000_000 * 1_000_000
            : 0;
    }
}
