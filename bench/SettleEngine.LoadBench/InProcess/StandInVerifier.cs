using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Believes every signature whose s is low, for rungs that make more payments than can be signed. Real checks are a
/// function of the item alone, so who wins a race does not depend on them.</summary>
internal sealed class StandInVerifier : ISignatureVerifier
{
    public ValueTask VerifyAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        Span<byte> s = stackalloc byte[Hash256.Size];
        for (var i = 0; i < items.Length; i++)
        {
            if (verdicts.Span[i] == RejectReason.None)
            {
                items.Span[i].Signature.S.CopyTo(s);
                verdicts.Span[i] = s[0] >= 0x80 ? RejectReason.SignatureHighS : RejectReason.None;
            }
        }

        return default;
    }
}
