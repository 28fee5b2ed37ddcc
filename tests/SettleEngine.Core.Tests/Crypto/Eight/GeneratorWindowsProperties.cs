using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>What the generator's table holds, whichever tier computed it.</summary>
internal static unsafe class GeneratorWindowsProperties
{
    private const int Entries = 32768;

    public static void Entries_are_the_odd_multiples_of_the_generator(VerifierTier tier)
    {
        using var table = new AlignedMemory(SignatureKernels.GeneratorTableBytes);
        using var workspace = new AlignedMemory(SignatureKernels.WorkspaceBytes);
        SignatureKernels.BuildGeneratorTable(tier, table.Address, workspace.Address);
        var random = new Random(65537);
        for (var window = 0; window < GeneratorWindows.Count; window++)
        {
            int[] indices = [0, 1, 2, 3, 511, 512, 513, 16383, 16384, Entries - 1, .. Enumerable.Range(0, 40).Select(_ => random.Next(Entries))];
            foreach (var index in indices)
            {
                var factor = new BigInteger((2 * index) + 1) << (16 * window);
                AssertIs(factor, ((AffinePoint*)table.Address)[(window * Entries) + index]);
            }
        }
    }

    public static void Selected_points_add_up_to_the_product(VerifierTier tier)
    {
        using var table = new AlignedMemory(SignatureKernels.GeneratorTableBytes);
        using var workspace = new AlignedMemory(SignatureKernels.WorkspaceBytes);
        SignatureKernels.BuildGeneratorTable(tier, table.Address, workspace.Address);
        var random = new Random(17);
        var entries = stackalloc AffinePoint*[8 * GeneratorWindows.Count];
        var negative = stackalloc byte[GeneratorWindows.Count];
        for (var i = 0; i < 200; i++)
        {
            var edges = ArithmeticSamples.Edges;
            var factor = (i < edges.Count ? edges[i] : ArithmeticSamples.Random(random)) % ArithmeticSamples.Order;
            var lane = i % 8;
            GeneratorWindows.Select(
                Scalar.ReadReduced(ArithmeticSamples.Bytes(factor)), (AffinePoint*)table.Address, entries, negative, lane);
            var sum = default(JacobianPoint);
            for (var window = 0; window < GeneratorWindows.Count; window++)
            {
                var entry = *entries[(8 * window) + lane];
                if ((negative[window] >> lane & 1) != 0)
                {
                    AffinePoint.Negate(entry, out entry);
                }

                JacobianPoint.Add(ref sum, entry);
            }

            Assert.Equal(factor.IsZero, sum.IsInfinity);
            if (!factor.IsZero)
            {
                FieldRoots.InvertVar(sum.Z, out var inverse);
                PointBatch.Scale(sum, inverse, out var affine);
                AssertIs(factor, affine);
            }
        }
    }

    public static void AssertIs(BigInteger factor, in AffinePoint actual)
    {
        FixedBaseTable.MultiplyVar(
            Scalar.ReadReduced(ArithmeticSamples.Bytes(factor % ArithmeticSamples.Order)), out var product);
        FieldRoots.InvertVar(product.Z, out var inverse);
        PointBatch.Scale(product, inverse, out var expected);
        var left = new byte[AffinePoint.Size];
        var right = new byte[AffinePoint.Size];
        expected.CopyTo(left);
        actual.CopyTo(right);
        Assert.Equal(left, right);
    }
}
