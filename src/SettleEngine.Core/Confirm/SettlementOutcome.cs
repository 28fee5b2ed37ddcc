namespace SettleEngine.Core.Confirm;

/// <summary>The final word on one authorization. Persisted and on the wire: values never change.</summary>
public enum SettlementOutcome : byte
{
    /// <summary>No outcome yet.</summary>
    None = 0,

    /// <summary>Our transaction holds <c>AuthorizationUsed</c> followed at once by the exact <c>Transfer</c>.</summary>
    Settled = 1,

    /// <summary>The same pair in somebody else's transaction, after the head recorded at admission.</summary>
    SettledExternal = 2,

    /// <summary>Such a pair at or before the head recorded at admission. Never credited again.</summary>
    UsedBeforeAdmission = 3,

    /// <summary><c>AuthorizationUsed</c> with another <c>Transfer</c>.</summary>
    Conflict = 4,

    /// <summary><c>AuthorizationCanceled</c>, finalized.</summary>
    Cancelled = 5,

    /// <summary>Finalized block time reached <c>validBefore</c> and the token says unused there.</summary>
    Expired = 6,

    /// <summary>A durable decision with a reason, and no live signed transaction that contains the authorization.</summary>
    Abandoned = 7,
}
