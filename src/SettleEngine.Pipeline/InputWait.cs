using System.Threading.Channels;

namespace SettleEngine.Pipeline;

/// <summary>Waits for the next item of a channel or for a time, whichever comes first, and never loses the wait.</summary>
/// <typeparam name="T">What the channel carries.</typeparam>
/// <param name="input">The channel; nobody else reads it.</param>
/// <param name="timeProvider">Real or virtual time.</param>
internal sealed class InputWait<T>(ChannelReader<T> input, TimeProvider timeProvider)
{
    private Task<bool>? _readable;

    /// <summary>Waits.</summary>
    /// <param name="ms">Longest wait in milliseconds; <see cref="long.MaxValue"/> waits for an item only.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <returns>False when the channel is complete and empty.</returns>
    public async ValueTask<bool> WaitAsync(long ms, CancellationToken cancellationToken)
    {
        _readable ??= ReadableAsync(cancellationToken);
        if (!_readable.IsCompleted && ms < long.MaxValue)
        {
            if (ms <= 0)
            {
                return true;
            }

            // Neither a cancelled delay nor a converted ValueTask: both would continue on the thread pool.
            var due = new TaskCompletionSource();
            await using var timer = timeProvider.CreateTimer(
                static state => ((TaskCompletionSource)state!).TrySetResult(),
                due,
                TimeSpan.FromMilliseconds(ms),
                Timeout.InfiniteTimeSpan);
            await Task.WhenAny(_readable, due.Task);
            if (!_readable.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return true;
            }
        }

        var readable = _readable;
        _readable = null;
        return await readable;
    }

    private async Task<bool> ReadableAsync(CancellationToken cancellationToken) =>
        await input.WaitToReadAsync(cancellationToken);
}
