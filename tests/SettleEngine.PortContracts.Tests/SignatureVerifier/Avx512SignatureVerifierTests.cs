using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Verifier;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>The same on the tier of eight lanes. Where a machine lacks it, one test says so and the others hold the scalar
/// tier once more.</summary>
public sealed class Avx512SignatureVerifierTests : ParallelSignatureVerifierTests
{
    protected override VerifierTier Tier =>
        SignatureKernels.IsSupported(VerifierTier.Avx512) ? VerifierTier.Avx512 : VerifierTier.Scalar;

    [Avx512Fact]
    public void This_machine_runs_the_tier_of_eight_lanes_and_takes_it_by_itself()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, new VerifierOptions { Workers = 1 });

        Assert.Equal(VerifierTier.Avx512, verifier.Tier);
    }
}
