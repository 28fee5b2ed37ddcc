using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Torture.Crashes;

/// <summary>A lane's signer, with a moment before it signs.</summary>
internal sealed class CrashingSigner(ILaneSigner inner, CrashTrigger trigger) : ILaneSigner
{
    public Address Account => inner.Account;

    public ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        trigger.Reach(CrashPoint.C5);
        return inner.SignAsync(hash, cancellationToken);
    }
}
