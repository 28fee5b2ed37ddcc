using SettleEngine.SignatureOracle;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>A theory that needs libsecp256k1, with the rule of <see cref="OracleFactAttribute"/>.</summary>
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        Skip = Libsecp256k1.Absence;
    }
}
