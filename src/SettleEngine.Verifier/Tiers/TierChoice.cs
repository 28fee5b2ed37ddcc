using Microsoft.Extensions.Logging;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Tiers;

/// <summary>Chooses the arithmetic once, at start: the fastest that gives the known answers.</summary>
/// <param name="isSupported">Whether this machine can run a tier.</param>
/// <param name="findFault">Tests a tier: null, or what is wrong with it.</param>
/// <param name="logger">Hears of tiers that fail.</param>
internal sealed partial class TierChoice(
    Func<VerifierTier, bool> isSupported,
    Func<VerifierTier, string?> findFault,
    ILogger logger)
{
    /// <summary>Chooses.</summary>
    /// <param name="wanted">The tier that somebody insists on, or null.</param>
    /// <returns>A tier that works.</returns>
    /// <exception cref="VerifierStartException">The tier that was insisted on does not work here, or none does.</exception>
    public VerifierTier Choose(VerifierTier? wanted)
    {
        if (wanted is { } tier)
        {
            return Insist(tier);
        }

        if (isSupported(VerifierTier.Avx512))
        {
            if (findFault(VerifierTier.Avx512) is not { } fault)
            {
                return VerifierTier.Avx512;
            }

            LogFault(logger, VerifierTier.Avx512, fault);
        }

        return Insist(VerifierTier.Scalar);
    }

    private VerifierTier Insist(VerifierTier tier)
    {
        if (!isSupported(tier))
        {
            throw new VerifierStartException(
                $"The verifier's tier {tier} needs AVX-512 (F, DQ, VL), which this processor does not have or this runtime does not offer.");
        }

        return findFault(tier) is { } fault
            ? throw new VerifierStartException($"The verifier's tier {tier} fails its self-test: {fault}.")
            : tier;
    }

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The verifier's tier {Tier} fails its self-test and is not used: {Fault}")]
    private static partial void LogFault(ILogger logger, VerifierTier tier, string fault);
}
