using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Submit;

/// <summary>What a lane needs before it is given payments. A batch on a lane that cannot pay its gas waits for money that may
/// never come, while other lanes stand idle.</summary>
public static class LaneFunds
{
    /// <summary>The least balance with which a lane is given batches: what a full one may cost. Nodes ask for as much before
    /// they take a transaction.</summary>
    /// <param name="offer">What the next transaction would offer.</param>
    /// <param name="batchMax">Most payments in a transaction.</param>
    /// <param name="l1FeeWei">What a rollup may charge for its bytes.</param>
    /// <returns>The balance, in wei.</returns>
    public static UInt256 Least(FeeOffer offer, int batchMax, UInt128 l1FeeWei = default) =>
        ((UInt256)offer.CapPerGasWei * FullGas(batchMax)) + new UInt256(0, 0, (ulong)(l1FeeWei >> 64), (ulong)l1FeeWei);

    /// <summary>The gas limit of a full batch.</summary>
    /// <param name="batchMax">Most payments in a transaction.</param>
    /// <returns>Gas.</returns>
    public static ulong FullGas(int batchMax) =>
        GasFormula.Limit(batchMax, (ulong)batchMax * GasFormula.Item(payeeHasBalance: false));
}
