namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>What a call asks of the token.</summary>
public enum TokenCallKind
{
    /// <summary><c>transferWithAuthorization</c>.</summary>
    TransferWithAuthorization,

    /// <summary><c>cancelAuthorization</c>, signed by the payer.</summary>
    CancelAuthorization,

    /// <summary>A plain transfer of the payer's own: takes the value out of the balance.</summary>
    PlainTransfer,

    /// <summary>The issuer stops all transfers.</summary>
    Pause,

    /// <summary>The issuer allows transfers again.</summary>
    Unpause,

    /// <summary>The issuer refuses the payer.</summary>
    Blacklist,

    /// <summary>The issuer accepts the payer again.</summary>
    Unblacklist,

    /// <summary>Nothing the chain knows: a call that does nothing.</summary>
    None,
}
