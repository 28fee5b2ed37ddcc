using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Signs for a lane with the world's stand-in signature.</summary>
public sealed class SimulatedLaneSigner(Address account) : ILaneSigner
{
    public Address Account { get; } = account;

    public ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken) =>
        ValueTask.FromResult(LaneSignature.Sign(hash, Account));
}
