using System.Threading.Channels;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Gives up payments that are not signed yet, for those who can wait for them no longer.</summary>
/// <param name="table">What was admitted.</param>
/// <param name="batches">Input of the batch stage, which has what waits.</param>
/// <param name="clock">The time.</param>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class UnsignedPayments(AdmissionTable table, ChannelWriter<BatchInput> batches, EngineClock clock)
{
    /// <summary>Gives a payment up, unless it is signed or decided.</summary>
    /// <param name="id">The payment.</param>
    /// <param name="cancellationToken">Cancels the wait; the payment may be given up all the same.</param>
    /// <returns>Whether it was given up, or the transaction that contains it.</returns>
    /// <exception cref="ArgumentException">There is no such admission.</exception>
    public async ValueTask<AbandonVerdict> AbandonAsync(AdmissionSequence id, CancellationToken cancellationToken)
    {
        if (table.Find(id) is not { } admission)
        {
            var decided = table.View(id)?.Outcome ?? throw new ArgumentException("No such admission.", nameof(id));
            return new AbandonVerdict(decided.Outcome == SettlementOutcome.Abandoned, decided.TransactionHash);
        }

        while (true)
        {
            if (admission.LastAttempt is { } attempt)
            {
                return new AbandonVerdict(false, attempt.TransactionHash);
            }

            if (admission.Outcome is { } outcome)
            {
                return new AbandonVerdict(outcome.Outcome == SettlementOutcome.Abandoned, outcome.TransactionHash);
            }

            var request = new AbandonRequest(admission);
            if (batches.TryWrite(BatchInput.GiveUp(request)) && await request.Done.WaitAsync(cancellationToken))
            {
                return new AbandonVerdict(true, default);
            }

            // It is in a lane's hands: either signed in a moment, or returned to the queue.
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock.Provider, cancellationToken);
        }
    }
}
