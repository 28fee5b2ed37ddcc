using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Kernels of one tier and tables of some payers.</summary>
internal sealed unsafe class KnownKeyFixture : IDisposable
{
    private readonly AlignedMemory _generator = new(SignatureKernels.GeneratorTableBytes);
    private readonly AlignedMemory _workspace = new(SignatureKernels.WorkspaceBytes);
    private readonly AlignedMemory _tables;
    private readonly BigInteger[] _privateKeys;
    private readonly PayerTableSize _size;
    private readonly SignatureKernels _kernels;
    private readonly int _bytes;

    public KnownKeyFixture(VerifierTier tier, PayerTableSize size, params BigInteger[] privateKeys)
    {
        _size = size;
        _privateKeys = privateKeys;
        _bytes = size == PayerTableSize.Large ? SignatureKernels.LargeTableBytes : SignatureKernels.SmallTableBytes;
        _tables = new AlignedMemory(_bytes * privateKeys.Length);
        SignatureKernels.BuildGeneratorTable(tier, _generator.Address, _workspace.Address);
        _kernels = SignatureKernels.Create(tier, _generator.Address, _workspace.Address);
        _kernels.BuildTables(
            size,
            [.. privateKeys.Select(PayerTablesProperties.KeyOf)],
            [.. Enumerable.Range(0, privateKeys.Length).Select(TableOf)]);
    }

    public KnownSignature Sign(int payer, Hash256 digest) => Known(
        payer, new SignedDigest(digest, EcdsaSigningVar.SignVar(ArithmeticSamples.Bytes(_privateKeys[payer]), digest)));

    public KnownSignature Craft(int payer, BigInteger u1, BigInteger u2) =>
        Known(payer, CraftedSignature.FromFactors(u1, u2, _privateKeys[payer]));

    public KnownSignature Known(int payer, SignedDigest item) => new(item, TableOf(payer));

    /// <summary>Checks that a group gets the verdicts of recovery.</summary>
    /// <returns>How many are valid.</returns>
    public int AssertVerdicts(params KnownSignature[] items)
    {
        var expected = items.Select(Expected).ToArray();
        var actual = new bool[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            actual[i] = !expected[i];
        }

        _kernels.Check(_size, items, actual);
        Assert.Equal(expected, actual);
        return expected.Count(verdict => verdict);
    }

    public long AllocatedBy(KnownSignature[] items)
    {
        var verdicts = new bool[items.Length];
        _kernels.Check(_size, items, verdicts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _kernels.Check(_size, items, verdicts);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose()
    {
        _generator.Dispose();
        _workspace.Dispose();
        _tables.Dispose();
    }

    private static bool Expected(KnownSignature item)
    {
        ref readonly var point = ref *(AffinePoint*)item.Table;
        return Secp256k1.TryRecoverKey(item.Item.Digest, item.Item.Signature, out var key)
            && FieldElement.AreEqual(key.Point.X, point.X)
            && FieldElement.AreEqual(key.Point.Y, point.Y);
    }

    private nint TableOf(int payer) => _tables.Address + (payer * _bytes);
}
