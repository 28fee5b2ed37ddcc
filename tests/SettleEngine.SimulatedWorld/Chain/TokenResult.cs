namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>How a call to the token ended; the refusals in the order in which the token checks them.</summary>
public enum TokenResult
{
    Done,
    Paused,
    Blacklisted,
    NotYetValid,
    Expired,
    UsedOrCancelled,
    SignatureHighS,
    SignatureInvalid,
    InsufficientBalance,
}
