using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Cache;

/// <summary>What checks and tables cost on a tier, in nanoseconds of one core: how soon a table has paid for itself.</summary>
/// <param name="Unknown">A check without a table: a recovery.</param>
/// <param name="Small">A check with a small table.</param>
/// <param name="Large">A check with a large table.</param>
/// <param name="SmallBuild">Making a small table, eight at a time.</param>
/// <param name="LargeBuild">Making a large table, eight at a time.</param>
/// <remarks>A table is made once the payer's successes have cost as much more than they would have with the table as the
/// table costs. Whatever a payer does next, no more than twice the least possible time is then spent on it.</remarks>
internal sealed record CheckCosts(int Unknown, int Small, int Large, int SmallBuild, int LargeBuild)
{
    /// <summary>Saved by a small table, each time.</summary>
    public int SmallSaving => Unknown - Small;

    /// <summary>Saved by a large table over a small one, each time.</summary>
    public int LargeSaving => Small - Large;

    /// <summary>Successes that pay for a small table.</summary>
    public int SuccessesForSmall => Quotient(SmallBuild, SmallSaving);

    /// <summary>Successes that pay for a large table after that.</summary>
    public int SuccessesForLarge => SuccessesForSmall + Quotient(LargeBuild, LargeSaving);

    /// <summary>The costs of a tier, measured in groups of 256 (<c>docs/verifier.md</c> has the command).</summary>
    public static CheckCosts Of(VerifierTier tier) => tier == VerifierTier.Avx512
        ? new CheckCosts(10_000, 3_500, 2_500, 9_000, 120_000)
        : new CheckCosts(53_000, 15_000, 11_000, 280_000, 1_800_000);

    private static int Quotient(int cost, int saving) => (cost + saving - 1) / saving;
}
