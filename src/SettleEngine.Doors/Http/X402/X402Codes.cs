using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;

namespace SettleEngine.Doors.Http.X402;

/// <summary>The words that x402 clients know, and which of them stands for which of ours. The only place that spells them.</summary>
/// <remarks>The strings are those of the published SDKs, which differ from the specification's list in places.</remarks>
internal static class X402Codes
{
    public const string SettlementPending = "settlement_pending";
    public const string DuplicateSettlement = "duplicate_settlement";
    public const string UnexpectedVerifyError = "unexpected_verify_error";
    public const string UnexpectedSettleError = "unexpected_settle_error";
    public const string InvalidVersion = "invalid_x402_version";
    public const string InvalidPayload = "invalid_payload";
    public const string InvalidRequirements = "invalid_payment_requirements";
    public const string InvalidNetwork = "invalid_network";
    public const string UnsupportedScheme = "unsupported_scheme";
    public const string UnsupportedPayloadType = "unsupported_payload_type";
    public const string InvalidScheme = "invalid_exact_evm_scheme";
    public const string NetworkMismatch = "invalid_exact_evm_network_mismatch";
    public const string MissingDomain = "invalid_exact_evm_missing_eip712_domain";
    public const string TokenNameMismatch = "invalid_exact_evm_token_name_mismatch";
    public const string TokenVersionMismatch = "invalid_exact_evm_token_version_mismatch";
    public const string InvalidSignature = "invalid_exact_evm_signature";
    public const string RecipientMismatch = "invalid_exact_evm_recipient_mismatch";
    public const string SelfSend = "self_send_not_allowed";
    public const string AmountTooLow = "amount_too_low";
    public const string ValueMismatch = "invalid_exact_evm_payload_authorization_value_mismatch";
    public const string ValueMismatchV1 = "invalid_exact_evm_authorization_value";
    public const string ValidBefore = "invalid_exact_evm_payload_authorization_valid_before";
    public const string ValidAfter = "invalid_exact_evm_payload_authorization_valid_after";
    public const string InsufficientBalance = "invalid_exact_evm_insufficient_balance";
    public const string NonceAlreadyUsed = "invalid_exact_evm_nonce_already_used";
    public const string TransactionFailed = "invalid_exact_evm_transaction_failed";

    /// <summary>The code for a refusal.</summary>
    /// <param name="reason">Any reason but None.</param>
    /// <param name="version">x402 version, 1 or 2.</param>
    /// <param name="operation">What was asked.</param>
    public static string For(RejectReason reason, int version, X402Operation operation) => reason switch
    {
        RejectReason.Malformed => InvalidPayload,
        RejectReason.SignatureFormat or RejectReason.SignatureRecoveryId or RejectReason.SignatureHighS
            or RejectReason.SignatureInvalid or RejectReason.PayerHasCode => InvalidSignature,
        RejectReason.WrongNetwork => InvalidNetwork,
        RejectReason.UnknownToken or RejectReason.PayeeNotAllowed => InvalidRequirements,
        RejectReason.WrongDomain => TokenNameMismatch,
        RejectReason.ForbiddenParty => InvalidPayload,
        RejectReason.SelfTransfer => SelfSend,
        RejectReason.RecipientMismatch => RecipientMismatch,
        RejectReason.ZeroValue or RejectReason.BelowMinimum => AmountTooLow,
        RejectReason.ValueMismatch => version == 1 ? ValueMismatchV1 : ValueMismatch,
        RejectReason.Expired or RejectReason.ValidityTooLong => ValidBefore,
        RejectReason.NotYetValid => ValidAfter,
        RejectReason.InsufficientBalance or RejectReason.OverCommitted => InsufficientBalance,
        RejectReason.AuthorizationUsed or RejectReason.Conflict => NonceAlreadyUsed,
        RejectReason.PayerThrottled => TransactionFailed,
        RejectReason.AlreadyAdmitted => DuplicateSettlement,
        _ => operation == X402Operation.Verify ? UnexpectedVerifyError : UnexpectedSettleError,
    };

    /// <summary>The code for an outcome that is not a success.</summary>
    /// <param name="outcome">Any outcome but settled and settled_external.</param>
    /// <param name="reason">Why it was given up.</param>
    public static string For(SettlementOutcome outcome, AbandonReason reason) => outcome switch
    {
        SettlementOutcome.UsedBeforeAdmission or SettlementOutcome.Conflict or SettlementOutcome.Cancelled => NonceAlreadyUsed,
        SettlementOutcome.Expired => ValidBefore,
        SettlementOutcome.Abandoned when reason == AbandonReason.InsufficientBalance => InsufficientBalance,
        SettlementOutcome.Abandoned when reason is AbandonReason.SettleDeadline or AbandonReason.TooDear => UnexpectedSettleError,
        _ => TransactionFailed,
    };
}
