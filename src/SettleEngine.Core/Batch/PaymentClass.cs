namespace SettleEngine.Core.Batch;

/// <summary>Classes of waiting payments, each of which is taken in an order of its own.</summary>
internal enum PaymentClass
{
    /// <summary>Somebody holds a request open for it.</summary>
    Held,

    /// <summary>Nobody does.</summary>
    Bulk,

    /// <summary>Its payer may burn its share of gas.</summary>
    Risky,

    /// <summary>Its company is limited: it is cut apart from the others.</summary>
    Apart,
}
