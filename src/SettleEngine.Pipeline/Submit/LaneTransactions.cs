using Microsoft.Extensions.Logging;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Signs and sends a lane's transactions, and tells when one of the two does not work.</summary>
/// <param name="lane">Index of the lane.</param>
/// <param name="account">The lane's account.</param>
/// <param name="signing">Builds, signs and makes durable; null for a lane whose key was taken away.</param>
/// <param name="services">What all lanes share.</param>
/// <remarks>Thread rule: the lane's loop.</remarks>
internal sealed partial class LaneTransactions(int lane, Address account, AttemptSigner? signing, LaneServices services)
{
    private readonly string _keyCause = $"{LaneFitness.CauseOf(lane)} key";

    /// <summary>Whether anything can be signed: false for a lane whose key was taken away.</summary>
    public bool CanSign => signing is not null;

    /// <summary>Makes an attempt, unless the lane's signer fails.</summary>
    /// <param name="slot">Lane and account nonce.</param>
    /// <param name="members">Payments; none for an empty transaction.</param>
    /// <param name="gasLimit">Most gas it may use.</param>
    /// <param name="fees">What it offers per gas.</param>
    /// <param name="isFirst">Whether nothing was signed at this account nonce before.</param>
    /// <param name="cancellationToken">Cancels the wait for the signer, not for the journal: what is signed becomes durable.</param>
    /// <returns>The attempt, durable and known to Confirm, not sent yet; null when nothing was signed.</returns>
    public async ValueTask<SignedAttempt?> TrySignAsync(
        LaneSlot slot,
        Admission[] members,
        ulong gasLimit,
        FeeOffer fees,
        bool isFirst,
        CancellationToken cancellationToken)
    {
        try
        {
            var attempt = await signing!.SignAsync(slot, members, gasLimit, fees, isFirst, cancellationToken);
            services.Trouble(_keyCause, null);
            return attempt;
        }
        catch (SignerUnavailableException exception)
        {
            if (services.Trouble(_keyCause, $"Lane {lane} ({account}) cannot sign: {exception.Message}. Its payments go to other lanes."))
            {
                LogUnsigned(services.Logger, lane, account, exception.Message);
            }

            return null;
        }
    }

    /// <summary>Sends an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Cancels the wait; the transaction may have left all the same.</param>
    /// <returns>What the endpoint said.</returns>
    public async ValueTask<SendResult> SendAsync(SignedAttempt attempt, CancellationToken cancellationToken)
    {
        var result = await services.Chain.SendAsync(attempt.Transaction, cancellationToken);
        services.Metrics.Sent(result.Verdict);
        if (result.Verdict != SendVerdict.InPool)
        {
            LogVerdict(services.Logger, lane, attempt.Slot.AccountNonce.Value, result.Verdict, result.Message);
        }

        return result;
    }

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "Lane {Lane}: sending account nonce {AccountNonce} gave {Verdict}: {Answer}")]
    private static partial void LogVerdict(ILogger logger, int lane, ulong accountNonce, SendVerdict verdict, string answer);

    [LoggerMessage(EventId = 5007, Level = LogLevel.Error, Message = "Lane {Lane} ({Account}) cannot sign: {Reason}")]
    private static partial void LogUnsigned(ILogger logger, int lane, Address account, string reason);
}
