using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>The world's stand-in for a lane's secp256k1 signature: bound to the hash and to the account, and so cheap
/// that a run spends its time in the engine. S names the account, R binds it to the hash.</summary>
public static class LaneSignature
{
    public static EcdsaSignature Sign(Hash256 hash, Address account) => new(Bind(hash, account), ToWord(account), 27);

    /// <summary>Finds who signed.</summary>
    /// <exception cref="FormatException">Nobody's key gives this signature for this hash.</exception>
    public static Address RecoverSender(Hash256 hash, EcdsaSignature signature)
    {
        Span<byte> word = stackalloc byte[32];
        signature.S.CopyTo(word);
        var account = new Address(word[12..]);
        return Sign(hash, account) == signature ? account : throw new FormatException("invalid sender");
    }

    private static Hash256 Bind(Hash256 hash, Address account)
    {
        Span<byte> bytes = stackalloc byte[52];
        hash.CopyTo(bytes);
        account.CopyTo(bytes[32..]);
        return StandInHash.Of(bytes);
    }

    private static Hash256 ToWord(Address account)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        account.CopyTo(word[12..]);
        return new Hash256(word);
    }
}
