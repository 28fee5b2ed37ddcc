using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>The kernels alone, without queues and cache: what the engine's verifier is made of.</summary>
internal abstract class KernelSide : LoopSide
{
    protected KernelSide(string name, VerifierTier tier, SignedAuthorization[] items, int sliceSize)
        : base(name, items, sliceSize)
    {
        Memory = new KernelMemory(tier);
    }

    protected KernelMemory Memory { get; }

    protected SignatureKernels Kernels => Memory.Kernels;

    protected Hash256[] Digests { get; } = new Hash256[SignatureKernels.MaxItems];

    public override void Dispose()
    {
        Memory.Dispose();
        base.Dispose();
    }

    protected override int Check(ReadOnlySpan<SignedAuthorization> slice)
    {
        var good = 0;
        for (var start = 0; start < slice.Length; start += SignatureKernels.MaxItems)
        {
            var group = slice[start..Math.Min(slice.Length, start + SignatureKernels.MaxItems)];
            Kernels.Hash(VerifyInputs.Token.DomainSeparator, group, Digests.AsSpan(0, group.Length));
            good += CheckGroup(group);
        }

        return good;
    }

    /// <summary>Checks a group whose digests are computed.</summary>
    protected abstract int CheckGroup(ReadOnlySpan<SignedAuthorization> group);
}
