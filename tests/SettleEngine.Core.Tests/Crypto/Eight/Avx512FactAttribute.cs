using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>A test of the AVX-512 tier: skipped, and saying so, on a machine that cannot run it.</summary>
internal sealed class Avx512FactAttribute : FactAttribute
{
    public Avx512FactAttribute()
    {
        if (!FusedField8.IsSupported)
        {
            Skip = "This machine has no AVX-512.";
        }
    }
}
