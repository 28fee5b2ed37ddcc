namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Which arithmetic the kernels use. Every tier gives the same verdict on every input.</summary>
public enum VerifierTier
{
    /// <summary>64-bit integers, on any machine.</summary>
    Scalar,

    /// <summary>Eight lanes of AVX-512.</summary>
    Avx512,
}
