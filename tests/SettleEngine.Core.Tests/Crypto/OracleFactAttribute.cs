using SettleEngine.SignatureOracle;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>A test that needs libsecp256k1: skipped, and saying so, where it is not installed, but never in CI.</summary>
internal sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        Skip = Absence;
    }

    /// <summary>Why such tests are skipped, or null.</summary>
    public static string? Absence =>
        Libsecp256k1.IsInstalled || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "libsecp256k1 is not installed (Debian: apt-get install libsecp256k1-1).";
}
