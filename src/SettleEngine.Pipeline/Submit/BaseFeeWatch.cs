using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Knows the base fee that the next transaction will meet: the next block's where an endpoint tells it, the newest
/// block's otherwise.</summary>
/// <param name="chain">Who is asked.</param>
/// <param name="head">The newest header.</param>
/// <param name="clock">The time.</param>
/// <remarks>A chain's own denominator and elasticity do not stand in a header, so the next block's base fee is not computed here.
/// Thread rule: any thread reads; one loop writes.</remarks>
internal sealed class BaseFeeWatch(IChainClient chain, HeadView head, EngineClock clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private ulong? _toldAfter;
    private ulong _toldWei;

    /// <summary>Base fee to reckon with, in wei per gas.</summary>
    public ulong PerGasWei
    {
        get
        {
            if (head.Latest is not { } latest)
            {
                return 0;
            }

            lock (_gate)
            {
                return _toldAfter == latest.Number ? _toldWei : latest.BaseFeePerGasWei;
            }
        }
    }

    /// <summary>Asks once for every block that is seen.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ulong? asked = null;
        while (true)
        {
            if (head.Latest is { } latest && latest.Number != asked)
            {
                asked = latest.Number;
                await LookAsync(latest.Number, cancellationToken);
            }

            await Task.Delay(Interval, clock.Provider, cancellationToken);
        }
    }

    private async ValueTask LookAsync(ulong after, CancellationToken cancellationToken)
    {
        ulong? told;
        try
        {
            told = await chain.GetNextBaseFeeAsync(cancellationToken);
        }
        catch (ChainUnavailableException)
        {
            // The newest block's base fee serves as well; the confirm stage says that the chain cannot be read.
            return;
        }

        if (told is { } wei)
        {
            lock (_gate)
            {
                _toldAfter = after;
                _toldWei = wei;
            }
        }
    }
}
