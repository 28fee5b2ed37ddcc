namespace SettleEngine.Torture.Payers;

/// <summary>How a payer tries to make others' settlements dear or impossible.</summary>
public enum AttackKind
{
    /// <summary>A wallet that answers truthfully until its payment is in a transaction of the pool, and burns all gas while that waits
    /// for a block.</summary>
    GasBurner,

    /// <summary>The same, but it returns a megabyte.</summary>
    ReturnBomb,

    /// <summary>A wallet that agrees in simulations and burns all gas in transactions, from the beginning.</summary>
    AgreesInSimulation,

    /// <summary>An account without code until its payment is in a transaction of the pool: then it delegates to code that burns
    /// all gas, and takes the delegation back afterwards.</summary>
    LateDelegation,
}
