using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>What payer tables hold, whichever tier computed them.</summary>
internal static unsafe class PayerTablesProperties
{
    public static void Entries_are_the_odd_multiples_of_the_key(VerifierTier tier, PayerTableSize size)
    {
        var (windows, bits, bytes) = size == PayerTableSize.Large
            ? (32, 8, SignatureKernels.LargeTableBytes)
            : (33, 4, SignatureKernels.SmallTableBytes);
        var random = new Random(128);
        using var workspace = new AlignedMemory(SignatureKernels.WorkspaceBytes);
        var kernels = SignatureKernels.Create(tier, 0, workspace.Address);

        // Keys of small factors stand for the ones that meet the generator, and one less than n for its opposite.
        BigInteger[] factors =
        [
            1, 2, ArithmeticSamples.Order - 1, .. Enumerable.Range(0, 8).Select(_ => ArithmeticSamples.Random(random)),
        ];
        foreach (var count in (int[])[1, 7, 8, 9, 11])
        {
            using var memory = new AlignedMemory(bytes * (count + 1));
            var tables = Enumerable.Range(0, count).Select(i => memory.Address + (i * bytes)).ToArray();
            kernels.BuildTables(size, [.. factors.Take(count).Select(KeyOf)], tables);
            for (var i = 0; i < count; i++)
            {
                var entries = (AffinePoint*)tables[i];
                for (var entry = 0; entry < windows << (bits - 1); entry += entry < 16 || count == 1 ? 1 : random.Next(1, 40))
                {
                    var (window, index) = (entry >> (bits - 1), entry & ((1 << (bits - 1)) - 1));
                    GeneratorWindowsProperties.AssertIs(factors[i] * ((2 * index) + 1) << (bits * window), entries[entry]);
                }
            }

            var behind = new ReadOnlySpan<byte>((void*)(memory.Address + (count * bytes)), bytes);
            Assert.Equal(-1, behind.IndexOfAnyExcept((byte)0xA5));
        }
    }

    public static PublicKey KeyOf(BigInteger factor)
    {
        FixedBaseTable.MultiplyVar(
            Scalar.ReadReduced(ArithmeticSamples.Bytes(factor % ArithmeticSamples.Order)), out var product);
        FieldRoots.InvertVar(product.Z, out var inverse);
        PointBatch.Scale(product, inverse, out var affine);
        return new PublicKey(affine);
    }
}
