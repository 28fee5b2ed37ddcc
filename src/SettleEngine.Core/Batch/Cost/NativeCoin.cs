namespace SettleEngine.Core.Batch.Cost;

/// <summary>The coin that fees are paid in. Pure; any thread.</summary>
public static class NativeCoin
{
    private const double WeiPerCoin = 1e18;

    /// <summary>The value of an amount.</summary>
    /// <param name="wei">The amount.</param>
    /// <param name="nativeUsd">US dollars for one coin.</param>
    /// <returns>US dollars.</returns>
    public static double ToUsd(UInt128 wei, double nativeUsd) => (double)wei / WeiPerCoin * nativeUsd;
}
