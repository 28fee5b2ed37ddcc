namespace SettleEngine.Core.Primitives;

/// <summary>A token amount in atomic units (USDC has 6 decimals: 1,000,000 units are one dollar).</summary>
/// <param name="Units">Atomic units.</param>
public readonly record struct TokenAmount(UInt256 Units)
{
    /// <summary>The amount in decimal digits of atomic units.</summary>
    /// <returns>1 to 78 characters.</returns>
    public override string ToString() => Units.ToString();
}
