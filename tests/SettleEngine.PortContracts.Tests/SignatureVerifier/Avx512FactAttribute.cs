using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>Skipped, and said so, where the processor has no AVX-512.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Avx512FactAttribute : FactAttribute
{
    public Avx512FactAttribute()
    {
        if (!SignatureKernels.IsSupported(VerifierTier.Avx512))
        {
            Skip = "This machine has no AVX-512.";
        }
    }
}
