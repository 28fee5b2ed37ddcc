using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Ports;

/// <summary>Signs for one lane's account: a 32-byte hash in, a signature out. Holds the key or asks a KMS.</summary>
/// <remarks>
/// Time: a call may take as long as a network does; the lane waits for it, others go on. Failure: whatever keeps it from signing
/// is a <see cref="SignerUnavailableException"/>; the lane pauses, its payments go to other lanes, and the engine says so. Repeating
/// a call must be harmless: a signature that came too late is dropped and the same or another hash is asked for. Whoever composes
/// an engine puts a check behind every signer that what it returned recovers to its account and has a low s. Thread rule: one
/// call at a time.
/// </remarks>
public interface ILaneSigner
{
    /// <summary>The account that pays for gas.</summary>
    Address Account { get; }

    /// <summary>Signs a transaction hash.</summary>
    /// <param name="hash">Keccak-256 of the unsigned transaction.</param>
    /// <param name="cancellationToken">Cancels the wait: after the lane's time-out, or when the engine stops. It must be heeded.</param>
    /// <returns>A low-s signature (v 27 or 28) whose recovered address is <see cref="Account"/>. Services that return r and s
    /// only, in any half, find v and the lower s by recovery.</returns>
    /// <exception cref="SignerUnavailableException">It cannot sign now.</exception>
    ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken);
}
