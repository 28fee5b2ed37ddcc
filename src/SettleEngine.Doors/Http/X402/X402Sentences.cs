using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;

namespace SettleEngine.Doors.Http.X402;

/// <summary>What a refusal means and what to do about it, in a sentence for people. Below 500 characters, without
/// addresses of nodes.</summary>
internal static class X402Sentences
{
    public static string For(RejectReason reason) => reason switch
    {
        RejectReason.Malformed =>
            "The authorization could not be read: addresses are 0x and 40 digits with a right checksum, amounts decimal, "
            + "the nonce 32 bytes.",
        RejectReason.SignatureFormat => "The signature is not 65 bytes long. Send r, s and v; compact signatures are not taken.",
        RejectReason.SignatureRecoveryId => "The signature's v is none of 0, 1, 27, 28.",
        RejectReason.SignatureHighS => "The signature's s is above half the group order, which the token refuses. Sign with low s.",
        RejectReason.SignatureInvalid => "The signature was not made by the payer for this token, chain and message.",
        RejectReason.WrongNetwork => "This facilitator does not serve that network. GET /supported lists what it serves.",
        RejectReason.UnknownToken => "The asset is not among the tokens that this facilitator settles.",
        RejectReason.WrongDomain => "The EIP-712 name or version in extra is not the token's own.",
        RejectReason.ForbiddenParty => "The payer or the payee is the zero address, the token or the batching contract.",
        RejectReason.SelfTransfer => "Payer and payee are the same.",
        RejectReason.PayeeNotAllowed => "The payee is not among those that this facilitator may pay.",
        RejectReason.RecipientMismatch => "The authorization pays somebody else than payTo.",
        RejectReason.ZeroValue => "The value is zero.",
        RejectReason.BelowMinimum => "The value is below the smallest amount that this facilitator settles.",
        RejectReason.ValueMismatch => "The authorization's value is not the required amount.",
        RejectReason.Expired =>
            "The authorization has expired or expires before it could be in a block. Sign a new one that stays valid for longer.",
        RejectReason.NotYetValid => "The authorization is not valid yet.",
        RejectReason.ValidityTooLong => "The authorization stays valid longer than this facilitator keeps track of. Sign a shorter one.",
        RejectReason.PayerHasCode =>
            "The payer has code, and this payment would not go through: its code or the token refuses it or takes too much gas, or "
            + "such payers are not served here.",
        RejectReason.PayerThrottled => "The payer has code, and its last payments failed on the chain or too many wait. Try again in some minutes.",
        RejectReason.InsufficientBalance => "The payer's balance is below the value.",
        RejectReason.OverCommitted =>
            "The payer's balance does not cover this payment beside those of the same payer that are being settled. Try again "
            + "when they are, or when the balance has grown.",
        RejectReason.AuthorizationUsed => "The authorization was used or cancelled before.",
        RejectReason.AlreadyAdmitted => "The same payment is being settled already.",
        RejectReason.Conflict => "Another payment with the same nonce was taken first.",
        RejectReason.Capacity => "The facilitator tracks as many payments as it may. Try again later.",
        RejectReason.StorageFull => "The facilitator's disk is close to full. Try again later.",
        RejectReason.Recovering => "The facilitator is reading its journal. Try again in a few seconds.",
        RejectReason.Draining => "The facilitator is shutting down. Try the next instance.",
        RejectReason.Overloaded => "Too much is waiting already; nothing was taken. Try again later.",
        RejectReason.ChainUnavailable => "The chain could not be read. Try again later.",
        _ => "The payment was refused.",
    };

    public static string For(SettlementOutcome outcome, AbandonReason reason) => outcome switch
    {
        SettlementOutcome.UsedBeforeAdmission => "The authorization had been used before it was handed in.",
        SettlementOutcome.Conflict => "The authorization nonce was used for another transfer.",
        SettlementOutcome.Cancelled => "The payer cancelled the authorization.",
        SettlementOutcome.Expired => "The authorization expired before it could be settled.",
        SettlementOutcome.Abandoned when reason == AbandonReason.InsufficientBalance =>
            "The payer's balance was too low when the payment was to be settled.",
        SettlementOutcome.Abandoned when reason == AbandonReason.SettleDeadline =>
            "The payment could not be signed in time and was given up; nothing was sent to the chain. Sign a new "
            + "authorization and try again.",
        SettlementOutcome.Abandoned when reason == AbandonReason.TooDear =>
            "Settling costs more at the moment than this facilitator allows for a payment; nothing was sent to the chain. Try "
            + "again when fees are lower.",
        _ => "The token refused the transfer.",
    };
}
