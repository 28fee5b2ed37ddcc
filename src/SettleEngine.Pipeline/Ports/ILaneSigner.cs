using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Ports;

/// <summary>Signs for one lane's account: a 32-byte hash in, a signature out. Holds the key or asks a KMS.</summary>
/// <remarks>Failure: throws when the signer cannot sign; the lane pauses. Thread rule: one call at a time.</remarks>
public interface ILaneSigner
{
    /// <summary>The account that pays for gas.</summary>
    Address Account { get; }

    /// <summary>Signs a transaction hash.</summary>
    /// <param name="hash">Keccak-256 of the unsigned transaction.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A low-s signature whose recovered address is <see cref="Account"/>.</returns>
    ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken);
}
