using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Torture.Crashes;

/// <summary>The signature verifier, with a moment before it verifies.</summary>
internal sealed class CrashingVerifier(ISignatureVerifier inner, CrashTrigger trigger) : ISignatureVerifier
{
    public ValueTask VerifyAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        trigger.Reach(CrashPoint.C1);
        return inner.VerifyAsync(items, verdicts, cancellationToken);
    }
}
