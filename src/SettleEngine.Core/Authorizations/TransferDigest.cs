using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>The EIP-712 digest that a payer signs for EIP-3009's <c>TransferWithAuthorization</c>.</summary>
/// <remarks>Pure and free of allocations; any thread. Three permutations of Keccak: two for the message, one for the
/// whole.</remarks>
public static class TransferDigest
{
    private const int Word = 32;
    private const int AddressPadding = Word - Address.Size;

    /// <summary>Hash of the message's type.</summary>
    public static readonly Hash256 TypeHash = Keccak256.Hash(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"u8);

    /// <summary>Hashes the message alone.</summary>
    /// <param name="authorization">The message.</param>
    /// <returns>Its struct hash.</returns>
    public static Hash256 StructHash(in Authorization authorization)
    {
        Span<byte> words = stackalloc byte[7 * Word];
        words.Clear();
        TypeHash.CopyTo(words);
        authorization.Payer.CopyTo(words[(Word + AddressPadding)..]);
        authorization.Payee.CopyTo(words[((2 * Word) + AddressPadding)..]);
        authorization.Value.Units.WriteBigEndian(words[(3 * Word)..]);
        ((UInt256)authorization.ValidAfter.Value).WriteBigEndian(words[(4 * Word)..]);
        ((UInt256)authorization.ValidBefore.Value).WriteBigEndian(words[(5 * Word)..]);
        authorization.AuthorizationNonce.Bytes.CopyTo(words[(6 * Word)..]);
        return Keccak256.Hash(words);
    }

    /// <summary>Hashes the message for one token.</summary>
    /// <param name="domainSeparator">The token's domain (<see cref="Token.DomainSeparator"/>).</param>
    /// <param name="authorization">The message.</param>
    /// <returns>The digest.</returns>
    public static Hash256 Compute(Hash256 domainSeparator, in Authorization authorization)
    {
        Span<byte> message = stackalloc byte[2 + Word + Word];
        message[0] = 0x19;
        message[1] = 0x01;
        domainSeparator.CopyTo(message[2..]);
        StructHash(authorization).CopyTo(message[(2 + Word)..]);
        return Keccak256.Hash(message);
    }
}
