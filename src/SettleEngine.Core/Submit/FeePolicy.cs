namespace SettleEngine.Core.Submit;

/// <summary>How fees are offered and raised. Immutable.</summary>
public sealed class FeePolicy
{
    private const ulong CapOverBaseFee = 2;

    private readonly ulong _tipPerGasWei;
    private readonly ulong _maxCapPerGasWei;

    /// <summary>A policy.</summary>
    /// <param name="tipPerGasWei">First tip, in wei. A rollup's sequencer needs none, so 1 is usual.</param>
    /// <param name="maxCapPerGasWei">Never offer more than this per gas, in wei.</param>
    public FeePolicy(ulong tipPerGasWei, ulong maxCapPerGasWei)
    {
        Invariant.Holds(maxCapPerGasWei >= 1);
        Invariant.Holds(tipPerGasWei <= maxCapPerGasWei);

        _tipPerGasWei = tipPerGasWei;
        _maxCapPerGasWei = maxCapPerGasWei;
    }

    /// <summary>The offer of a first attempt: twice the base fee, so that six full blocks in a row do not strand it.</summary>
    /// <param name="baseFeePerGasWei">Base fee of the newest block, in wei.</param>
    /// <returns>The offer.</returns>
    public FeeOffer First(ulong baseFeePerGasWei) =>
        new(_tipPerGasWei, (ulong)UInt128.Min(_maxCapPerGasWei, ((UInt128)baseFeePerGasWei * CapOverBaseFee) + _tipPerGasWei));

    /// <summary>The offer that replaces a pending one. Pools want both fields at least 10 % higher; 12.5 % passes everywhere.</summary>
    /// <param name="previous">The offer to replace.</param>
    /// <param name="baseFeePerGasWei">Base fee of the newest block, in wei.</param>
    /// <param name="offer">The new offer.</param>
    /// <returns>False when the limit forbids a high enough offer: send the old bytes again and wait.</returns>
    public bool TryReplace(FeeOffer previous, ulong baseFeePerGasWei, out FeeOffer offer)
    {
        var fresh = First(baseFeePerGasWei);
        offer = new FeeOffer(
            Math.Max(fresh.TipPerGasWei, Raise(previous.TipPerGasWei)),
            Math.Max(fresh.CapPerGasWei, Raise(previous.CapPerGasWei)));
        return offer.CapPerGasWei <= _maxCapPerGasWei && offer.TipPerGasWei <= offer.CapPerGasWei;
    }

    private static ulong Raise(ulong wei) => checked(Math.Max(wei + 1, ((wei * 9) + 7) / 8));
}
