using System.Numerics;

namespace SettleEngine.Core.Crypto;

/// <summary>What a run of division steps does to (f, g): after it, 2ˢᵗᵉᵖˢ × f' = U f + V g and 2ˢᵗᵉᵖˢ × g' = Q f + R g.</summary>
internal readonly record struct StepMatrix(long U, long V, long Q, long R)
{
    /// <summary>Most low bits of g cleared at once; the inverse of f below is right for six.</summary>
    private const int MaxCleared = 6;

    /// <summary>Works out a run of steps from the lowest limbs, which decide all of them.</summary>
    /// <param name="eta">Minus the step counter δ, carried from run to run; −1 at the start.</param>
    /// <param name="f">Lowest limb of f; odd.</param>
    /// <param name="g">Lowest limb of g.</param>
    /// <param name="steps">Steps of the run, at most 62.</param>
    public static StepMatrix Compute(ref int eta, ulong f, ulong g, int steps)
    {
        long u = 1, v = 0, q = 0, r = 1;
        while (true)
        {
            // An even g is halved, as often as the run allows; f's row doubles instead, to keep the matrix whole.
            var zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << steps));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            steps -= zeros;
            if (steps == 0)
            {
                return new StepMatrix(u, v, q, r);
            }

            if (eta < 0)
            {
                eta = -eta;
                (f, g) = (g, 0 - f);
                (u, q) = (q, -u);
                (v, r) = (r, -v);
            }

            // The next eta + 1 steps cannot swap again, so a multiple of f may clear that many low bits of g together.
            // f × (2 − f²) is 1 / f modulo 2⁶, because f² is 1 modulo 2³.
            var cleared = Math.Min(Math.Min(eta + 1, steps), MaxCleared);
            var factor = (g * f * ((f * f) - 2)) & ((1UL << cleared) - 1);
            g += f * factor;
            q += u * (long)factor;
            r += v * (long)factor;
        }
    }
}
