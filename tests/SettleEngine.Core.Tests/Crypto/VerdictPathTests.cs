using SettleEngine.SignatureOracle;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>What holds on every tier and path: the verdicts of the vectors and of the oracle.</summary>
public class VerdictPathTests
{
    [Theory]
    [Paths]
    [AbsentPaths]
    public void Every_committed_vector_has_its_key_and_its_verdict_in_groups_of_any_size(string path)
    {
        var cases = SharedCases.Vectors;
        using var open = SharedCases.Open(path, cases.Payers);
        foreach (var size in new[] { 1, 8, 13, 16, 64 })
        {
            for (var start = 0; start < cases.Count; start += size)
            {
                var wrong = open.FindDivergence(cases, start, Math.Min(size, cases.Count - start));
                Assert.True(
                    wrong < 0,
                    wrong < 0 ? null : $"{RecoveryVector.All[wrong / 2].Class} in a group of {size}: {Divergence.Describe(cases, wrong)}");
            }
        }
    }

    [OracleTheory]
    [Paths]
    [AbsentPaths]
    public void A_hundred_thousand_random_and_mutated_signatures_have_the_oracles_verdicts(string path)
    {
        var blocks = SharedCases.Random;
        Assert.True(blocks.Sum(block => block.Count) >= 100_000);
        using var open = SharedCases.Open(path, blocks[0].Payers);

        for (var block = 0; block < blocks.Length; block++)
        {
            Assert.Empty(PathComparison.Compare(path, open, blocks[block], SharedCases.Seed, block));
        }
    }

    [OracleFact]
    public void The_random_cases_have_every_kind_and_every_verdict_often_enough()
    {
        var kinds = SharedCases.Random.SelectMany(block => block.Kinds).CountBy(kind => kind).ToDictionary();
        var verdicts = SharedCases.Random.SelectMany(block => block.Verdicts).CountBy(verdict => verdict).ToDictionary();

        Assert.All(Enum.GetValues<CaseKind>(), kind => Assert.True(kinds.GetValueOrDefault(kind) > 2_000, $"{kind}"));
        Assert.Equal(3, verdicts.Count);
        Assert.All(verdicts.Values, count => Assert.True(count > 10_000));
    }
}
