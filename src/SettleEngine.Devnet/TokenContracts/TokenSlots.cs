using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.TokenContracts;

/// <summary>Where the token keeps what the local chain sets without a transaction.</summary>
internal static class TokenSlots
{
    /// <summary>Slot of the pauser's address (low 160 bits) and the paused flag (bit 160).</summary>
    public static readonly UInt256 Pauser = 1;

    /// <summary>Bit 160: the token is paused.</summary>
    public static readonly UInt256 PausedFlag = new(0, 1UL << 32, 0, 0);

    /// <summary>Bit 255 of a balance word: the account is blacklisted.</summary>
    public static readonly UInt256 BlacklistFlag = new(1UL << 63, 0, 0, 0);

    /// <summary>The proxy's slot of its implementation.</summary>
    public static readonly Hash256 Implementation =
        Hash256.Parse("0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3");

    /// <summary>The proxy's slot of its administrator.</summary>
    public static readonly Hash256 Admin =
        Hash256.Parse("0x10d6a54a4754c8869d6886b5f5d7fbfa5b4522237ea5c60d11bc4e7a1ff9390b");

    private const ulong BalancesSlot = 9;

    /// <summary>The slot of an account's balance word.</summary>
    /// <param name="account">The account.</param>
    /// <returns>Keccak-256 of the account's word and the mapping's slot.</returns>
    public static Hash256 Balance(Address account)
    {
        Span<byte> preimage = stackalloc byte[2 * UInt256.Size];
        CallData.Word(account).WriteBigEndian(preimage);
        ((UInt256)BalancesSlot).WriteBigEndian(preimage[UInt256.Size..]);
        return Keccak256.Hash(preimage);
    }

    /// <summary>Sets or clears the bits of a flag.</summary>
    /// <param name="word">The word before.</param>
    /// <param name="flag">Its bits.</param>
    /// <param name="value">Whether to set them.</param>
    /// <returns>The word after.</returns>
    public static UInt256 WithFlag(UInt256 word, UInt256 flag, bool value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        Span<byte> mask = stackalloc byte[UInt256.Size];
        word.WriteBigEndian(bytes);
        flag.WriteBigEndian(mask);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(value ? bytes[i] | mask[i] : bytes[i] & ~mask[i]);
        }

        return new UInt256(bytes);
    }
}
