using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>Digests alone.</summary>
internal sealed class DigestSide(VerifierTier tier, SignedAuthorization[] items)
    : KernelSide($"{tier}: digest alone", tier, items, SliceSize)
{
    private const int SliceSize = 2_048;

    public override bool IsWholeCheck => false;

    protected override int CheckGroup(ReadOnlySpan<SignedAuthorization> group) => group.Length;
}
