using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>What a provider lets in. Immutable; safe to read from any thread.</summary>
public sealed class AdmissionPolicy
{
    private readonly HashSet<Address> _tokens;
    private readonly HashSet<Address> _payees;
    private readonly Address _batchingContract;
    private readonly UInt256 _minValue;
    private readonly ulong _horizonSeconds;
    private readonly ulong _marginSeconds;

    /// <summary>A policy.</summary>
    /// <param name="tokens">Tokens that may be settled.</param>
    /// <param name="payees">Who may be paid; empty means anybody.</param>
    /// <param name="batchingContract">Multicall3, which must be neither payer nor payee, no more than the guarded settler.</param>
    /// <param name="minValue">Smallest value in atomic units.</param>
    /// <param name="horizonSeconds">Longest time from now until <c>validBefore</c>, so that remembered keys are bounded.</param>
    /// <param name="marginSeconds">Shortest time from now until <c>validBefore</c>, so that a payment can still land.</param>
    public AdmissionPolicy(
        IEnumerable<Address> tokens,
        IEnumerable<Address> payees,
        Address batchingContract,
        UInt256 minValue,
        ulong horizonSeconds,
        ulong marginSeconds)
    {
        Invariant.Holds(horizonSeconds > marginSeconds);

        _tokens = [.. tokens];
        _payees = [.. payees];
        _batchingContract = batchingContract;
        _minValue = minValue;
        _horizonSeconds = horizonSeconds;
        _marginSeconds = marginSeconds;
    }

    /// <summary>Judges an authorization by everything that needs neither cryptography nor the chain.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="now">The later of wall clock and newest block time.</param>
    /// <param name="landingSeconds">What a payment takes to land at the moment; one that ends before that is refused, as one is
    /// that ends within the margin.</param>
    /// <returns>The first reason in the order of <see cref="RejectReason"/>, or None.</returns>
    public RejectReason Judge(in SignedAuthorization item, UnixSeconds now, ulong landingSeconds = 0)
    {
        var reason = JudgeParties(item);
        if (reason == RejectReason.None)
        {
            reason = JudgeAmount(item.Authorization.Value);
        }

        return reason == RejectReason.None ? JudgeWindow(item.Authorization, now, Math.Max(_marginSeconds, landingSeconds)) : reason;
    }

    private RejectReason JudgeParties(in SignedAuthorization item)
    {
        if (!_tokens.Contains(item.Token))
        {
            return RejectReason.UnknownToken;
        }

        var payer = item.Authorization.Payer;
        var payee = item.Authorization.Payee;
        if (payer.IsZero || payee.IsZero
            || payer == item.Token || payee == item.Token
            || IsBatching(payer) || IsBatching(payee))
        {
            return RejectReason.ForbiddenParty;
        }

        if (payer == payee)
        {
            return RejectReason.SelfTransfer;
        }

        return _payees.Count == 0 || _payees.Contains(payee) ? RejectReason.None : RejectReason.PayeeNotAllowed;
    }

    // What is paid to a contract that can hold no money is gone; on a chain without the settler its address is nobody's.
    private bool IsBatching(in Address account) => account == _batchingContract || account == SettlerContract.Address;

    private RejectReason JudgeAmount(TokenAmount value)
    {
        if (value.Units.IsZero)
        {
            return RejectReason.ZeroValue;
        }

        return value.Units < _minValue ? RejectReason.BelowMinimum : RejectReason.None;
    }

    private RejectReason JudgeWindow(in Authorization authorization, UnixSeconds now, ulong marginSeconds)
    {
        var validBefore = authorization.ValidBefore.Value;
        if (validBefore <= now.Value || validBefore - now.Value < marginSeconds)
        {
            return RejectReason.Expired;
        }

        // The token's comparison is strict: at block time = validAfter the authorization is not valid yet.
        if (authorization.ValidAfter.Value >= now.Value)
        {
            return RejectReason.NotYetValid;
        }

        return validBefore - now.Value > _horizonSeconds ? RejectReason.ValidityTooLong : RejectReason.None;
    }
}
