using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Kernels of one tier.</summary>
internal sealed class RecoveryFixture : IDisposable
{
    private readonly AlignedMemory _generator = new(SignatureKernels.GeneratorTableBytes);
    private readonly AlignedMemory _workspace = new(SignatureKernels.WorkspaceBytes);
    private readonly SignatureKernels _kernels;

    public RecoveryFixture(VerifierTier tier)
    {
        SignatureKernels.BuildGeneratorTable(tier, _generator.Address, _workspace.Address);
        _kernels = SignatureKernels.Create(tier, _generator.Address, _workspace.Address);
    }

    /// <summary>Checks that a group's keys are those that recovery one by one finds.</summary>
    /// <returns>How many were found.</returns>
    public int AssertKeys(params SignedDigest[] items)
    {
        var keys = new PublicKey[items.Length];
        var found = new bool[items.Length];
        var expected = new byte[Secp256k1.PublicKeySize];
        var actual = new byte[Secp256k1.PublicKeySize];
        for (var i = 0; i < items.Length; i++)
        {
            found[i] = !Secp256k1.TryRecover(items[i].Digest, items[i].Signature, expected);
        }

        _kernels.Recover(items, keys, found);
        for (var i = 0; i < items.Length; i++)
        {
            Assert.Equal(Secp256k1.TryRecover(items[i].Digest, items[i].Signature, expected), found[i]);
            if (found[i])
            {
                keys[i].CopyTo(actual);
                Assert.Equal(expected, actual);
            }
        }

        return found.Count(key => key);
    }

    public long AllocatedBy(SignedDigest[] items)
    {
        var keys = new PublicKey[items.Length];
        var found = new bool[items.Length];
        _kernels.Recover(items, keys, found);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _kernels.Recover(items, keys, found);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose()
    {
        _generator.Dispose();
        _workspace.Dispose();
    }
}
