using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.SignatureOracle;

/// <summary>Runs cases through a path in groups of changing size.</summary>
public static class PathComparison
{
    /// <summary>Sizes in turn: around one and two registers, and as the engine hands groups over.</summary>
    private static readonly int[] Sizes = [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 24, 32, 33, 64, 100, 256];

    /// <summary>Finds every group's first divergence.</summary>
    /// <param name="name">The path's name.</param>
    /// <param name="path">The path.</param>
    /// <param name="cases">Cases with verdicts.</param>
    /// <param name="seed">Seed that made them.</param>
    /// <param name="block">Their block.</param>
    public static IReadOnlyList<Divergence> Compare(string name, VerdictPath path, SignatureCases cases, ulong seed, long block)
    {
        var found = new List<Divergence>();
        var turn = (int)(block % Sizes.Length);
        for (var start = 0; start < cases.Count;)
        {
            var size = Math.Min(Sizes[turn++ % Sizes.Length], cases.Count - start);
            var wrong = path.FindDivergence(cases, start, size);
            if (wrong >= 0)
            {
                found.Add(new Divergence(name, seed, block, wrong, start, size, Divergence.Describe(cases, wrong)));
            }

            start += size;
        }

        return found;
    }
}
