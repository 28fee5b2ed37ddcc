using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.Simulation.Tests.Lanes;

/// <summary>A key service that can be out of order.</summary>
internal sealed class UnsteadySigner(Address account) : ILaneSigner
{
    private readonly SimulatedLaneSigner _inner = new(account);

    public Address Account => _inner.Account;

    public bool Refuses { get; set; }

    public bool IsSilent { get; set; }

    public async ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        if (IsSilent)
        {
            var never = new TaskCompletionSource();
            using var given = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            await never.Task;
        }

        return Refuses
            ? throw new SignerUnavailableException("the key service is shut")
            : await _inner.SignAsync(hash, cancellationToken);
    }
}
