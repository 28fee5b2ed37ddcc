using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Verify;

/// <summary>Says what the engine would answer to a payment, without taking it in.</summary>
/// <param name="newChecker">Makes a checker, which one caller at a time may use.</param>
/// <param name="table">What was admitted.</param>
/// <param name="chain">Knows what is used.</param>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class PaymentCheck(Func<AuthorizationChecker> newChecker, AdmissionTable table, IChainClient chain)
{
    /// <summary>Checks a payment.</summary>
    /// <param name="item">The payment.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first reason against it, or None.</returns>
    public async ValueTask<RejectReason> CheckAsync(SignedAuthorization item, CancellationToken cancellationToken)
    {
        var verdicts = new RejectReason[1];
        await newChecker().CheckAsync(new[] { item }, verdicts, default, cancellationToken);
        if (verdicts[0] is not (RejectReason.None or RejectReason.OverCommitted))
        {
            return verdicts[0];
        }

        // What was admitted is committed itself: newness is judged before what the payer has promised.
        if (table.Recognise(item) is { } known)
        {
            return known.IsSame ? RejectReason.AlreadyAdmitted : RejectReason.Conflict;
        }

        if (verdicts[0] != RejectReason.None)
        {
            return verdicts[0];
        }

        try
        {
            var used = await chain.GetAuthorizationStatesAsync(
                new[] { item.Key },
                BlockTag.Latest,
                cancellationToken);
            return used[0] ? RejectReason.AuthorizationUsed : RejectReason.None;
        }
        catch (ChainUnavailableException)
        {
            return RejectReason.ChainUnavailable;
        }
    }
}
