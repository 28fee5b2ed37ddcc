using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Devnet.Mining;

/// <summary>Makes the blocks of the local chain, one at a time, each with the stated base fee.</summary>
/// <remarks>
/// The node's own interval mining lets the base fee fall by an eighth with every empty block, and has no floor like the
/// chain that it stands for. So the node mines on demand only, and this class demands: after each block the next one's
/// base fee is set, which also makes the <c>pending</c> block show it. Thread rule: any thread; blocks and everything
/// that runs through <see cref="RunAloneAsync"/> exclude each other.
/// </remarks>
internal sealed class BlockProducer : IAsyncDisposable
{
    private readonly JsonRpcEndpoint _rpc;
    private readonly Action<string>? _progress;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private UInt256 _baseFeeWei;
    private CancellationTokenSource? _stopInterval;
    private Task _interval = Task.CompletedTask;

    /// <summary>Prepares; nothing is mined yet.</summary>
    /// <param name="rpc">The node.</param>
    /// <param name="baseFeeWei">Base fee of every block, until another one is stated.</param>
    /// <param name="progress">Hears when a block could not be made.</param>
    /// <param name="timeProvider">Measures the interval.</param>
    public BlockProducer(JsonRpcEndpoint rpc, UInt256 baseFeeWei, Action<string>? progress, TimeProvider timeProvider)
    {
        _rpc = rpc;
        _baseFeeWei = baseFeeWei;
        _progress = progress;
        _timeProvider = timeProvider;
    }

    /// <summary>Makes blocks now.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>A task that completes when they are there.</returns>
    public Task MineAsync(int count, CancellationToken cancellationToken) =>
        RunAloneAsync(
            async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    await _rpc.CallAsync("evm_mine", cancellationToken);
                    await SetNextBaseFeeAsync(_baseFeeWei, cancellationToken);
                }
            },
            cancellationToken);

    /// <summary>Prices the next block differently; the ones after it have the stated base fee again.</summary>
    /// <param name="wei">Wei per gas.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the node knows.</returns>
    public async Task SetNextBaseFeeAsync(UInt256 wei, CancellationToken cancellationToken) =>
        await _rpc.CallAsync("anvil_setNextBlockBaseFeePerGas", cancellationToken, wei);

    /// <summary>States another base fee, for every block from the next one on.</summary>
    /// <param name="wei">Wei per gas.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the node knows.</returns>
    public Task SetBaseFeeAsync(UInt256 wei, CancellationToken cancellationToken) =>
        RunAloneAsync(
            async () =>
            {
                _baseFeeWei = wei;
                await RestoreBaseFeeAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Prices the next block as stated, after something has made the node forget.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the node knows.</returns>
    public Task RestoreBaseFeeAsync(CancellationToken cancellationToken) =>
        SetNextBaseFeeAsync(_baseFeeWei, cancellationToken);

    /// <summary>Does something while no block is made.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Cancels the wait for the turn.</param>
    /// <returns>A task that completes when it is done.</returns>
    public async Task RunAloneAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await action();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Makes a block per interval from now on.</summary>
    /// <param name="interval">Time between blocks; zero stops.</param>
    /// <returns>A task that completes when the former interval ended.</returns>
    public async Task SetIntervalAsync(TimeSpan interval)
    {
        if (_stopInterval is { } running)
        {
            await running.CancelAsync();
            await _interval;
            running.Dispose();
            _stopInterval = null;
        }

        if (interval > TimeSpan.Zero)
        {
            _stopInterval = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            _interval = RunIntervalAsync(interval, _stopInterval.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await SetIntervalAsync(TimeSpan.Zero);
        _stopping.Dispose();
        _one.Dispose();
    }

    private async Task RunIntervalAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await MineOrTellAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The interval was changed or the chain is being closed: the normal end of this loop.
            return;
        }
    }

    private async Task MineOrTellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MineAsync(1, cancellationToken);
        }
        catch (Exception exception) when (exception is ChainUnavailableException or JsonRpcException)
        {
            // The next tick tries again. A node that is gone fails whoever uses the chain, with better words than these.
            _progress?.Invoke($"A block could not be made: {exception.Message}");
        }
    }
}
