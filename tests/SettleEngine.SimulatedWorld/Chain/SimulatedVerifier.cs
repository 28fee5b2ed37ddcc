using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Checks the world's stand-in signatures, after a short virtual time and on the world's own thread.</summary>
public sealed class SimulatedVerifier(World world, int maxDelayMs) : ISignatureVerifier
{
    public async ValueTask VerifyAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        // Inline at times and later at others: both ways of completion exist in production.
        if (maxDelayMs > 0 && world.Next(2) == 0)
        {
            await world.DelayAsync(maxDelayMs);
        }

        for (var i = 0; i < items.Length; i++)
        {
            if (verdicts.Span[i] == RejectReason.None)
            {
                var item = items.Span[i];
                verdicts.Span[i] = PayerSignature.Check(item.Token, item.Authorization, item.Signature);
            }
        }
    }
}
