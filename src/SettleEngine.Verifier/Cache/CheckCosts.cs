using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Cache;

/// <summary>What checks and tables cost on a tier, in nanoseconds of one core: how soon a table has paid for itself.</summary>
/// <param name="Unknown">A check without a table: a recovery.</param>
/// <param name="Small">A check with a small table.</param>
/// <param name="Large">A check with a large table.</param>
/// <param name="SmallBuild">Making a small table, eight at a time.</param>
/// <param name="LargeBuild">Making a large table, eight at a time.</param>
/// <param name="LeastKnown">Fewer signatures than this are checked sooner by recovery, tables or not.</param>
/// <remarks>A table is due once the payer's successes have cost as much more than they would have with the table as the table
/// costs. Whatever a payer does next, no more than twice the least possible time is then spent on it. A thread that has
/// nothing else to do makes tables at an eighth of that, but not before three successes, because its time is worth less: payers who have come a few
/// times mostly come again.</remarks>
internal sealed record CheckCosts(int Unknown, int Small, int Large, int SmallBuild, int LargeBuild, int LeastKnown)
{
    private const int IdleDiscount = 8;

    /// <summary>Saved by a small table, each time.</summary>
    public int SmallSaving => Unknown - Small;

    /// <summary>Saved by a large table over a small one, each time.</summary>
    public int LargeSaving => Small - Large;

    /// <summary>The costs of a tier, measured in groups of 64 on the machine of <c>docs/benchmarks.md</c>. What counts is their
    /// proportions, which differ little between machines. A small table is due after 15 / (6.4 − 3.2) successes, 5, a
    /// large one after 145 / (3.2 − 2.1) more, 132. On the scalar tier those are 75 / (40.6 − 12.4), 3, and
    /// 722 / (12.4 − 7.5), 148; there one or two signatures take 47 µs each by recovery and up to 113 in lanes that stand
    /// empty.</summary>
    public static CheckCosts Of(VerifierTier tier) => tier == VerifierTier.Avx512
        ? new CheckCosts(6_400, 3_200, 2_100, 15_000, 145_000, LeastKnown: 1)
        : new CheckCosts(40_600, 12_400, 7_500, 75_000, 722_000, LeastKnown: 3);

    /// <summary>Successes after which a table is due.</summary>
    public int Due(PayerTableSize size)
    {
        var small = (SmallBuild + SmallSaving - 1) / SmallSaving;
        return size == PayerTableSize.Small ? small : small + ((LargeBuild + LargeSaving - 1) / LargeSaving);
    }

    /// <summary>Successes after which an idle thread makes a table. Three at least: whoever pays once or twice gets none.</summary>
    public int Early(PayerTableSize size) => Math.Min(Due(size), Math.Max(3, Due(size) / IdleDiscount));
}
