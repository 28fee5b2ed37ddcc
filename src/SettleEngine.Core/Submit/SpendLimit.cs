namespace SettleEngine.Core.Submit;

/// <summary>Which limit of spending a transaction would pass.</summary>
public enum SpendLimit
{
    /// <summary>None: it may be signed.</summary>
    None,

    /// <summary>What one transaction may cost.</summary>
    PerTransaction,

    /// <summary>What an hour may cost.</summary>
    PerHour,
}
