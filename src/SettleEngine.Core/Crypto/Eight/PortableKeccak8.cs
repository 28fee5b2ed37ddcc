using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Hashes one message after the other: for any machine.</summary>
internal sealed unsafe class PortableKeccak8 : IKeccak8
{
    public static void HashTransfers(
        Hash256 domainSeparator, ReadOnlySpan<SignedAuthorization> items, Span<Hash256> digests, byte* scratch)
    {
        for (var i = 0; i < items.Length; i++)
        {
            digests[i] = TransferDigest.Compute(domainSeparator, items[i].Authorization);
        }
    }

    public static void HashKeys(ReadOnlySpan<PublicKey> keys, Span<Address> accounts, byte* scratch)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            accounts[i] = keys[i].ToAddress();
        }
    }
}
