using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Calldata that settles a batch: Multicall3's <c>aggregate3</c> over the payments' own calldata.</summary>
public static class Multicall3Calldata
{
    /// <summary>Where Multicall3 stands on every chain that has it.</summary>
    public static Address Contract { get; } = Address.Parse("0xca11bde05977b3631167028862be2a173976ca11");

    /// <summary>Bytes that a batch takes: 68 and 480 for each payment.</summary>
    /// <param name="count">How many payments.</param>
    /// <returns>Bytes.</returns>
    public static int Size(int count) => Multicall3Writer.Size(count, TransferCalldata.Size);

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
