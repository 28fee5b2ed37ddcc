namespace SettleEngine.Core.Retention;

/// <summary>What stands at a place of a <see cref="PaymentBook"/>.</summary>
internal enum PlaceState : byte
{
    /// <summary>Nothing any more.</summary>
    Forgotten,

    /// <summary>A payment that is not decided yet; only its id is kept here.</summary>
    Open,

    /// <summary>A decided payment.</summary>
    Closed,

    /// <summary>A decided payment that a transaction contains which may still be replaced.</summary>
    Reopened,
}
