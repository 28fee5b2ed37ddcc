namespace SettleEngine.Core.Confirm;

/// <summary>Why an admission was given up. Persisted and on the wire: values never change.</summary>
public enum AbandonReason : byte
{
    /// <summary>It was not given up.</summary>
    None = 0,

    /// <summary>The payer's balance was short, and still is after one retry or the hold limit.</summary>
    InsufficientBalance = 1,

    /// <summary>The token refused it for another reason until the hold limit.</summary>
    HoldLimit = 2,

    /// <summary>A <c>/settle</c> request ran out of time before its payment was signed.</summary>
    SettleDeadline = 3,

    /// <summary>Settling it cost more than the provider's ceiling until its validity ended, and it was never signed.</summary>
    TooDear = 4,
}
