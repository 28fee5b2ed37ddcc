namespace SettleEngine.Torture.Engine;

/// <summary>Which promise was broken.</summary>
public enum ViolationKind
{
    /// <summary>Something else that must not be.</summary>
    Other,

    /// <summary>An answered payment is gone, or was not settled.</summary>
    Lost,

    /// <summary>A payment was accepted as new twice, or has two ids.</summary>
    AcceptedTwice,

    /// <summary>One payment was settled twice, or one event proves two payments.</summary>
    SettledTwice,

    /// <summary>A payment was reported failed, and none was made to fail: every one can be settled.</summary>
    FailedThatSettled,
}
