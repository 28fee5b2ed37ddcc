using SettleEngine.SignatureOracle;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>A theory that needs libsecp256k1: skipped, and saying so, where it is not installed, but never in CI.</summary>
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        Skip = Libsecp256k1.Absence;
    }
}
