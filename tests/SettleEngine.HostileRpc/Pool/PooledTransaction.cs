using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.HostileRpc.Pool;

/// <summary>What a pool reads in a raw transaction.</summary>
/// <param name="Hash">The transaction's hash.</param>
/// <param name="Sender">Who signed it.</param>
/// <param name="AccountNonce">Its place among the sender's transactions.</param>
/// <param name="Tip">Tip per gas, in wei; the price of a legacy transaction.</param>
/// <param name="Cap">Most per gas, in wei; the price of a legacy transaction.</param>
/// <param name="GasLimit">Most gas that it may use.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record PooledTransaction(
    Hash256 Hash,
    Address Sender,
    ulong AccountNonce,
    UInt256 Tip,
    UInt256 Cap,
    ulong GasLimit,
    int Size)
{
    private const byte DynamicFee = 2;

    /// <summary>Reads an EIP-1559 transaction.</summary>
    /// <param name="hex">The raw bytes, <c>0x</c> first.</param>
    /// <returns>What it says; null for anything else, which is the node's to judge.</returns>
    public static PooledTransaction? TryRead(string? hex)
    {
        if (hex is null || !hex.StartsWith("0x02", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return Read(Convert.FromHexString(hex.AsSpan(2)));
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentOutOfRangeException
            or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static PooledTransaction? Read(byte[] raw)
    {
        var list = new RlpReader(raw.AsSpan(1)).ReadList();
        list.ReadUInt256();
        var accountNonce = list.ReadUInt64();
        var tip = list.ReadUInt256();
        var cap = list.ReadUInt256();
        var gasLimit = list.ReadUInt64();
        list.ReadString();
        list.ReadUInt256();
        list.ReadString();
        list.ReadList();
        var unsignedLength = list.Position;
        var parity = list.ReadUInt64();
        var signature = new EcdsaSignature(Word(list.ReadUInt256()), Word(list.ReadUInt256()), (byte)(27 + parity));
        return Secp256k1.TryRecover(SigningHash(raw, unsignedLength), signature, out var sender)
            ? new(Keccak256.Hash(raw), sender, accountNonce, tip, cap, gasLimit, raw.Length)
            : null;
    }

    private static Hash256 SigningHash(byte[] raw, int unsignedLength)
    {
        // The unsigned fields lie in one piece; only the list header in front of them differs.
        var headerLength = raw[1] > 0xF7 ? 1 + raw[1] - 0xF7 : 1;
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, unsignedLength);
        var sizeBytes = size.TrimStart((byte)0);
        byte[] header = unsignedLength < 56
            ? [DynamicFee, (byte)(0xC0 + unsignedLength)]
            : [DynamicFee, (byte)(0xF7 + sizeBytes.Length), .. sizeBytes];
        return Keccak256.Hash([.. header, .. raw.AsSpan(1 + headerLength, unsignedLength)]);
    }

    private static Hash256 Word(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        return new Hash256(bytes);
    }
}
