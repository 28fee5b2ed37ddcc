using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Ports;

/// <summary>What the chain says about payers, cached; missing ones are fetched in batches that wait at most 50 ms.</summary>
/// <remarks>Failure: <see cref="ChainUnavailableException"/> when no endpoint answers. Thread rule: any thread.</remarks>
public interface IPayerFacts
{
    /// <summary>Reads code and token balance of payers.</summary>
    /// <param name="token">The token whose balances are wanted.</param>
    /// <param name="payers">The payers; repeats are allowed.</param>
    /// <param name="facts">Receives one fact per payer; same length.</param>
    /// <param name="atLeastBlock">Facts read at an older block are fetched again; 0 takes what the cache has.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when all facts are there; completed at once when the cache has them.</returns>
    ValueTask GetAsync(
        Address token,
        ReadOnlyMemory<Address> payers,
        Memory<PayerFacts> facts,
        ulong atLeastBlock,
        CancellationToken cancellationToken);

    /// <summary>Tells that a payment has left a balance. What is remembered of an older block is lowered by it, so that a cached
    /// balance does not promise the same money twice.</summary>
    /// <param name="token">The token.</param>
    /// <param name="payer">Who paid.</param>
    /// <param name="value">How much.</param>
    /// <param name="blockNumber">The block that shows it.</param>
    void OnPaid(Address token, Address payer, UInt256 value, ulong blockNumber);

    /// <summary>Looks a payer up without asking the chain.</summary>
    /// <param name="token">The token whose balance is wanted.</param>
    /// <param name="payer">The payer.</param>
    /// <param name="facts">What is known.</param>
    /// <returns>False when nothing is known, or it is old enough to be read again.</returns>
    bool TryGetFresh(Address token, Address payer, out PayerFacts facts);
}
