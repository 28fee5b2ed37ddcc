using SettleEngine.SignatureOracle;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>A test that needs libsecp256k1: skipped, and saying so, where it is not installed, but never in CI.</summary>
internal sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        Skip = Libsecp256k1.Absence;
    }
}
