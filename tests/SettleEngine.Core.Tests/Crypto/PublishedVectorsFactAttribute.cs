using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>A test over files of the Wycheproof project, which are not part of this repository: skipped, and saying so, unless
/// <c>SETTLE_WYCHEPROOF</c> names a folder with them.</summary>
internal sealed class PublishedVectorsFactAttribute : FactAttribute
{
    public const string Variable = "SETTLE_WYCHEPROOF";

    public PublishedVectorsFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            Skip = $"{Variable} names no folder with ecdsa_secp256k1_sha256_*_test.json (github.com/C2SP/wycheproof, testvectors_v1).";
        }
    }
}
