using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>The event topics of the token, computed from their declarations.</summary>
public static class TokenTopics
{
    public static readonly Hash256 AuthorizationUsed = ReferenceKeccak.Hash("AuthorizationUsed(address,bytes32)");
    public static readonly Hash256 AuthorizationCanceled = ReferenceKeccak.Hash("AuthorizationCanceled(address,bytes32)");
    public static readonly Hash256 Transfer = ReferenceKeccak.Hash("Transfer(address,address,uint256)");

    public static Hash256 OfAddress(Address address)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        address.CopyTo(word[12..]);
        return new Hash256(word);
    }
}
