using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>The EIP-712 domain of a token: what binds a payer's signature to one contract on one chain.</summary>
public static class Eip712Domain
{
    private const int Word = 32;

    /// <summary>Hash of the domain's type: name, version, chain id and contract, in this order.</summary>
    public static readonly Hash256 TypeHash = Keccak256.Hash(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"u8);

    /// <summary>Computes a domain separator, as the token's <c>DOMAIN_SEPARATOR()</c> gives it.</summary>
    /// <param name="name">The domain's name, exactly as the token has it.</param>
    /// <param name="version">The domain's version, exactly as the token has it.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="verifyingContract">The token.</param>
    /// <returns>The separator. Computed once per token: this call allocates.</returns>
    public static Hash256 Separator(string name, string version, ulong chainId, Address verifyingContract)
    {
        Span<byte> words = stackalloc byte[5 * Word];
        words.Clear();
        TypeHash.CopyTo(words);
        Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(name)).CopyTo(words[Word..]);
        Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(version)).CopyTo(words[(2 * Word)..]);
        ((UInt256)chainId).WriteBigEndian(words[(3 * Word)..]);
        verifyingContract.CopyTo(words[((5 * Word) - Address.Size)..]);
        return Keccak256.Hash(words);
    }
}
