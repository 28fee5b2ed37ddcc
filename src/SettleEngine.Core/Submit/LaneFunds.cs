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
    /// <returns>The balance, in wei.</returns>
    public static UInt256 Least(FeeOffer offer, int batchMax)
    {
        var gas = GasFormula.Limit(batchMax, (ulong)batchMax * GasFormula.Item(payeeHasBalance: false));
        return (UInt256)offer.CapPerGasWei * gas;
    }
}
