using System.Threading.Channels;

namespace SettleEngine.Doors.Frames;

/// <summary>Wakes one waiting loop. Signals that come while it is awake add up to one.</summary>
/// <remarks>Thread rule: any thread sets, one loop waits.</remarks>
internal sealed class AsyncSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Wakes the loop, now or at its next wait.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for a signal and takes it.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _channel.Reader.ReadAsync(cancellationToken);
    }
}
