using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Calldata that settles a batch: Multicall3's <c>aggregate3</c> over the payments' own calldata.</summary>
public static class Multicall3Calldata
{
    private const int CountOffset = 4 + AbiWord.Size;
    private const int MaxCount = 10_000;

    /// <summary>Where Multicall3 stands on every chain that has it.</summary>
    public static Address Contract { get; } = Address.Parse("0xca11bde05977b3631167028862be2a173976ca11");

    /// <summary>Bytes that a batch takes: 68 and 480 for each payment.</summary>
    /// <param name="count">How many payments.</param>
    /// <returns>Bytes.</returns>
    public static int Size(int count) => Multicall3Writer.Size(count, TransferCalldata.Size);

    /// <summary>Says how many payments a call settles.</summary>
    /// <param name="calldata">Calldata for Multicall3.</param>
    /// <returns>Their number; 0 when this is no call that <see cref="Write"/> makes.</returns>
    public static int Count(ReadOnlySpan<byte> calldata)
    {
        // After selector and offset stands the length of the array, which the length of the whole must bear out.
        if (calldata.Length < CountOffset + AbiWord.Size)
        {
            return 0;
        }

        var count = new UInt256(calldata.Slice(CountOffset, AbiWord.Size));
        return count.FitsUInt64 && count.Low64 <= MaxCount && calldata.Length == Size((int)count.Low64) ? (int)count.Low64 : 0;
    }

    /// <summary>Writes the calldata of a batch, in the order given.</summary>
    /// <param name="payments">The payments; each may fail alone.</param>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<SignedAuthorization> payments, Span<byte> destination)
    {
        var writer = new Multicall3Writer(destination, payments.Length, TransferCalldata.Size);
        foreach (ref readonly var payment in payments)
        {
            TransferCalldata.Write(payment, writer.Add(payment.Token));
        }

        Invariant.Holds(writer.IsComplete);
        return Size(payments.Length);
    }
}
