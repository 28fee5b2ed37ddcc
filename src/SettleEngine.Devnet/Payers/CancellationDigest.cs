using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.Payers;

/// <summary>The EIP-712 digest that a payer signs for EIP-3009's <c>CancelAuthorization</c>.</summary>
/// <remarks>The engine itself never needs it: only payers cancel.</remarks>
internal static class CancellationDigest
{
    private const int Word = 32;

    private static readonly Hash256 TypeHash =
        Keccak256.Hash("CancelAuthorization(address authorizer,bytes32 nonce)"u8);

    /// <summary>Hashes the message for one token.</summary>
    /// <param name="domainSeparator">The token's domain.</param>
    /// <param name="payer">Who cancels.</param>
    /// <param name="authorizationNonce">What is cancelled.</param>
    /// <returns>The digest.</returns>
    public static Hash256 Compute(Hash256 domainSeparator, Address payer, AuthorizationNonce authorizationNonce)
    {
        Span<byte> words = stackalloc byte[3 * Word];
        words.Clear();
        TypeHash.CopyTo(words);
        payer.CopyTo(words[((2 * Word) - Address.Size)..]);
        authorizationNonce.Bytes.CopyTo(words[(2 * Word)..]);

        Span<byte> message = stackalloc byte[2 + Word + Word];
        message[0] = 0x19;
        message[1] = 0x01;
        domainSeparator.CopyTo(message[2..]);
        Keccak256.Hash(words, message[(2 + Word)..]);
        return Keccak256.Hash(message);
    }
}
