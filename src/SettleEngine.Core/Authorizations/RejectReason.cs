namespace SettleEngine.Core.Authorizations;

/// <summary>Why an authorization was refused. Persisted and on the wire: values are never reused or changed.</summary>
/// <remarks>
/// When several apply, the first in this order is reported (cheap checks first, so that bad input costs little):
/// form (2 to 8), who and where (10 to 17), amount (20 to 22), validity window (30 to 32), signature (40, 41),
/// facts of the chain (50 to 53), dedupe (60, 61), what else the payer has promised (54: only of a key that is new), and state
/// of the engine (70 and above), which is checked before any of them costs anything and is the only group worth retrying
/// unchanged, beside 53 after its minutes.
/// </remarks>
public enum RejectReason : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The item could not be read: JSON, number, hex or frame form.</summary>
    Malformed = 2,

    /// <summary>The signature is not 65 bytes long.</summary>
    SignatureFormat = 3,

    /// <summary>The signature's v is none of 0, 1, 27, 28.</summary>
    SignatureRecoveryId = 4,

    /// <summary>The signature's s is above half the group order; the token refuses it.</summary>
    SignatureHighS = 5,

    /// <summary>The network is not the one this process serves.</summary>
    WrongNetwork = 10,

    /// <summary>The token is not on the allow-list.</summary>
    UnknownToken = 11,

    /// <summary>The EIP-712 name or version that the caller states is not the token's.</summary>
    WrongDomain = 12,

    /// <summary>The payer or the payee is the zero address, the token or the batching contract.</summary>
    ForbiddenParty = 13,

    /// <summary>Payer and payee are the same.</summary>
    SelfTransfer = 14,

    /// <summary>The payee is not among those this process may pay.</summary>
    PayeeNotAllowed = 15,

    /// <summary>The authorization pays somebody else than the x402 requirements say.</summary>
    RecipientMismatch = 16,

    /// <summary>The value is zero.</summary>
    ZeroValue = 20,

    /// <summary>The value is below the configured minimum.</summary>
    BelowMinimum = 21,

    /// <summary>The authorization's value is not the amount that the x402 requirements say.</summary>
    ValueMismatch = 22,

    /// <summary>The authorization expires too soon to be settled, or has expired.</summary>
    Expired = 30,

    /// <summary>The authorization is not valid yet.</summary>
    NotYetValid = 31,

    /// <summary>The authorization stays valid longer than the configured horizon.</summary>
    ValidityTooLong = 32,

    /// <summary>The signature was not made by the payer.</summary>
    SignatureInvalid = 40,

    /// <summary>The payer has code, and it or the token would not let this payment through, or such payers are not served.</summary>
    PayerHasCode = 50,

    /// <summary>The payer's balance is below the value.</summary>
    InsufficientBalance = 51,

    /// <summary>The token says that this authorization nonce was used or cancelled.</summary>
    AuthorizationUsed = 52,

    /// <summary>The payer has code, and its last payments failed on the chain or too many of them wait. Retry after minutes.</summary>
    PayerThrottled = 53,

    /// <summary>The payer's balance covers the value, but not beside the payments of the same payer that were admitted before
    /// and are not settled yet.</summary>
    OverCommitted = 54,

    /// <summary>The same key was admitted before with the same content.</summary>
    AlreadyAdmitted = 60,

    /// <summary>The same key was admitted before with other content; the first one stands.</summary>
    Conflict = 61,

    /// <summary>The engine holds as many live keys as it is allowed to. Retry later.</summary>
    Capacity = 70,

    /// <summary>The disk is close to full. Retry after space was freed.</summary>
    StorageFull = 71,

    /// <summary>The engine is still replaying its journal. Retry soon.</summary>
    Recovering = 72,

    /// <summary>The engine is shutting down. Retry with the next instance.</summary>
    Draining = 73,

    /// <summary>Too much is waiting already. Retry later.</summary>
    Overloaded = 74,

    /// <summary>A fact of the chain could not be read from any endpoint. Retry later.</summary>
    ChainUnavailable = 75,
}
