using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A real signer that tells an <see cref="InstantChain"/> whose signature it made, which a node finds by recovery.</summary>
internal sealed class NamedSigner(ILaneSigner signer, InstantChain chain) : ILaneSigner
{
    public Address Account => signer.Account;

    public async ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        var signature = await signer.SignAsync(hash, cancellationToken);
        chain.Expect(signature.R, Account);
        return signature;
    }
}
