using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>A transaction of EIP-1559 (type 2), without an access list.</summary>
/// <param name="ChainId">The chain that it is valid on.</param>
/// <param name="AccountNonce">Transaction count of the sender.</param>
/// <param name="MaxPriorityFeePerGasWei">Tip per gas, in wei.</param>
/// <param name="MaxFeePerGasWei">Most per gas in all, in wei.</param>
/// <param name="GasLimit">Most gas it may use.</param>
/// <param name="To">The account or contract that is called.</param>
/// <param name="ValueWei">Native money sent along, in wei.</param>
/// <param name="Data">Calldata.</param>
public sealed record Eip1559Transaction(
    ulong ChainId,
    AccountNonce AccountNonce,
    ulong MaxPriorityFeePerGasWei,
    ulong MaxFeePerGasWei,
    ulong GasLimit,
    Address To,
    UInt256 ValueWei,
    ReadOnlyMemory<byte> Data)
{
    private const byte Type = 0x02;

    // Chain id, account nonce, tip, cap and gas limit.
    private const int FieldsBeforeTarget = 5;
    private const byte StringHead = 0x80;
    private const byte LongListHead = 0xf7;

    /// <summary>What the sender signs: Keccak-256 of the type byte and the list of the nine unsigned fields.</summary>
    /// <returns>The hash.</returns>
    public Hash256 SigningHash()
    {
        var size = UnsignedPayloadSize();
        var bytes = new byte[1 + RlpWriter.SizeOfList(size)];
        bytes[0] = Type;
        var writer = new RlpWriter(bytes.AsSpan(1));
        writer.StartList(size);
        WriteUnsigned(ref writer);
        return Keccak256.Hash(bytes);
    }

    /// <summary>The signed transaction as it goes over the wire. Its Keccak-256 is the transaction hash.</summary>
    /// <param name="signature">The sender's signature of <see cref="SigningHash"/>.</param>
    /// <returns>The bytes.</returns>
    public byte[] Encode(in EcdsaSignature signature)
    {
        Invariant.Holds(signature.V is 27 or 28);

        var parity = (ulong)(signature.V - 27);
        var r = ToWord(signature.R);
        var s = ToWord(signature.S);
        var size = UnsignedPayloadSize() + RlpWriter.SizeOf(parity) + RlpWriter.SizeOf(r) + RlpWriter.SizeOf(s);
        var bytes = new byte[1 + RlpWriter.SizeOfList(size)];
        bytes[0] = Type;
        var writer = new RlpWriter(bytes.AsSpan(1));
        writer.StartList(size);
        WriteUnsigned(ref writer);
        writer.Write(parity);
        writer.Write(r);
        writer.Write(s);
        Invariant.Holds(writer.Position == bytes.Length - 1);
        return bytes;
    }

    /// <summary>Reads whom a signed transaction calls.</summary>
    /// <param name="rawTransaction">What <see cref="Encode"/> made.</param>
    /// <returns>The account or contract; zero when these are other bytes.</returns>
    public static Address TargetOf(ReadOnlySpan<byte> rawTransaction)
    {
        if (rawTransaction.Length < 2 || rawTransaction[0] != Type)
        {
            return default;
        }

        var at = 2 + Math.Max(0, rawTransaction[1] - LongListHead);
        for (var i = 0; i < FieldsBeforeTarget && at < rawTransaction.Length; i++)
        {
            at += 1 + Math.Max(0, rawTransaction[at] - StringHead);
        }

        return at + Address.Size < rawTransaction.Length && rawTransaction[at] == StringHead + Address.Size
            ? new Address(rawTransaction[(at + 1)..])
            : default;
    }

    private static UInt256 ToWord(Hash256 half)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        half.CopyTo(bytes);
        return new UInt256(bytes);
    }

    private int UnsignedPayloadSize() =>
        RlpWriter.SizeOf(ChainId)
        + RlpWriter.SizeOf(AccountNonce.Value)
        + RlpWriter.SizeOf(MaxPriorityFeePerGasWei)
        + RlpWriter.SizeOf(MaxFeePerGasWei)
        + RlpWriter.SizeOf(GasLimit)
        + 1 + Address.Size
        + RlpWriter.SizeOf(ValueWei)
        + RlpWriter.SizeOf(Data.Span)
        + RlpWriter.SizeOfList(0);

    private void WriteUnsigned(ref RlpWriter writer)
    {
        Span<byte> to = stackalloc byte[Address.Size];
        To.CopyTo(to);
        writer.Write(ChainId);
        writer.Write(AccountNonce.Value);
        writer.Write(MaxPriorityFeePerGasWei);
        writer.Write(MaxFeePerGasWei);
        writer.Write(GasLimit);
        writer.Write(to);
        writer.Write(ValueWei);
        writer.Write(Data.Span);
        writer.StartList(0);
    }
}
