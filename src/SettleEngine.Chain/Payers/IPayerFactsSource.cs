using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Payers;

/// <summary>Reads facts about payers that are not cached.</summary>
internal interface IPayerFactsSource
{
    /// <summary>Reads code and balance of payers at one block.</summary>
    /// <param name="payers">The payers, each once.</param>
    /// <param name="atLeastBlock">The block may not be older than this.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One fact per payer.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint gave a usable answer.</exception>
    ValueTask<PayerFacts[]> ReadAsync(
        ReadOnlyMemory<PayerKey> payers,
        ulong atLeastBlock,
        CancellationToken cancellationToken);
}
