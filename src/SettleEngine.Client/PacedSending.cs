using SettleEngine.Core.Authorizations;

namespace SettleEngine.Client;

/// <summary>Sends payments when they arrive, whatever the engine answers: an open loop.</summary>
public static class PacedSending
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends each payment at its arrival. A door that holds the sender back delays every payment behind: each one's latency
    /// counts from when it arrived.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="payments">The payments.</param>
    /// <param name="arrivals">When they arrive.</param>
    /// <param name="time">The clock, the same as <see cref="FrameClientOptions.TimeProvider"/>.</param>
    /// <param name="cancellationToken">Stops between payments.</param>
    /// <returns>A task that completes when all are sent.</returns>
    /// <exception cref="FrameClosedException">The connection has ended.</exception>
    public static async Task SendPacedAsync(
        this FrameClient client,
        ReadOnlyMemory<SignedAuthorization> payments,
        ArrivalPattern arrivals,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        for (var i = 0; i < payments.Length; i++)
        {
            var arrival = arrivals.NextArrival();
            var wait = arrival - time.GetElapsedTime(startedAt);
            if (wait > Tick)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            var dueAt = startedAt + (long)(arrival.TotalSeconds * time.TimestampFrequency);
            await client.SendAsync(payments.Slice(i, 1), dueAt, cancellationToken);
        }
    }
}
