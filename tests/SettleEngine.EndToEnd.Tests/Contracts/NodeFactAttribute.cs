using Xunit;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>A test that needs Node.js. It is skipped where there is none, except in CI, where it must not be missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        var isCi = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!isCi && !folders.Any(folder => File.Exists(Path.Combine(folder, "node"))))
        {
            Skip = "Node.js is not on the PATH.";
        }
    }
}
