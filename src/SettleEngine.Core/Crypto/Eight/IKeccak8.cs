using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The two things that a verifier hashes, many at once: what a kernel needs of a tier.</summary>
internal unsafe interface IKeccak8
{
    /// <summary>Computes EIP-712 digests of transfers of one token (<see cref="TransferDigest"/>).</summary>
    /// <param name="domainSeparator">The token's domain.</param>
    /// <param name="items">Any number; their tokens are not looked at.</param>
    /// <param name="digests">Receives as many.</param>
    /// <param name="scratch">At least <see cref="VectorKeccak8.ScratchBytes"/>, on a multiple of 64.</param>
    static abstract void HashTransfers(
        Hash256 domainSeparator, ReadOnlySpan<SignedAuthorization> items, Span<Hash256> digests, byte* scratch);

    /// <summary>Hashes public keys to the accounts they belong to.</summary>
    /// <param name="keys">Any number.</param>
    /// <param name="accounts">Receives as many.</param>
    /// <param name="scratch">At least <see cref="VectorKeccak8.ScratchBytes"/>, on a multiple of 64.</param>
    static abstract void HashKeys(ReadOnlySpan<PublicKey> keys, Span<Address> accounts, byte* scratch);
}
