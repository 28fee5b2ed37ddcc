using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Verify;

/// <summary>Asks the chain what would become of payments if they were sent now, by one of our lanes, at the price that it would offer:
/// code that looks at who pays or at the price of gas sees what it would see in earnest.</summary>
/// <param name="chain">Who is asked.</param>
/// <param name="lanes">Accounts of the lanes.</param>
/// <param name="fees">How fees are offered.</param>
/// <param name="head">The newest header.</param>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class PaymentTrials(IChainClient chain, IReadOnlyList<Address> lanes, FeePolicy fees, HeadView head)
{
    private int _turn;

    /// <summary>Asks about payments.</summary>
    /// <param name="payments">The payments.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>None for each that would go through, otherwise the reason.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint gave a usable answer.</exception>
    public ValueTask<RejectReason[]> AskAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        CancellationToken cancellationToken)
    {
        // In turns, because a lane without gas money cannot be asked with.
        var sender = lanes[(int)((uint)Interlocked.Increment(ref _turn) % (uint)lanes.Count)];
        var offer = fees.First(head.Latest?.BaseFeePerGasWei ?? 0);
        return chain.TryTransfersAsync(payments, sender, offer, cancellationToken);
    }
}
