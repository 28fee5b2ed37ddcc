using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>A test that needs libsecp256k1: skipped, and saying so, where it is not installed, but never in CI.</summary>
internal sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        if (!Libsecp256k1.IsInstalled && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "libsecp256k1 is not installed (Debian: apt-get install libsecp256k1-1).";
        }
    }
}
