using System.Threading.Channels;
using SettleEngine.Core;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Tells the lanes what their accounts have, so that one without gas money gets no payments.</summary>
/// <param name="accounts">Accounts, by lane index.</param>
/// <param name="lanes">One input per lane.</param>
/// <param name="services">The chain and the time.</param>
internal sealed class LaneFundsWatch(
    ReadOnlyMemory<Address> accounts,
    IReadOnlyList<ChannelWriter<LaneInput>> lanes,
    LaneServices services)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Looks until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Interval, services.Clock.Provider, cancellationToken);
            await LookAsync(cancellationToken);
        }
    }

    /// <summary>Reads the balances once.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the lanes are told, or nobody answered.</returns>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        UInt256[] balances;
        try
        {
            balances = await services.Chain.GetBalancesAsync(accounts, cancellationToken);
        }
        catch (ChainUnavailableException)
        {
            // What was known last stands; the confirm stage says that the chain cannot be read.
            return;
        }

        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var sent = lanes[lane].TryWrite(LaneInput.Funds(balances[lane]));
            Invariant.Holds(sent);
        }
    }
}
