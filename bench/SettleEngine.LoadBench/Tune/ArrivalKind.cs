namespace SettleEngine.LoadBench.Tune;

/// <summary>How payments arrive.</summary>
internal enum ArrivalKind
{
    /// <summary>At equal distances.</summary>
    Constant,

    /// <summary>Independently of each other.</summary>
    Poisson,

    /// <summary>A second's worth at once, then silence.</summary>
    Bursts,

    /// <summary>As a file says.</summary>
    File,
}
