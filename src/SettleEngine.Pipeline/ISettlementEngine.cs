using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline;

/// <summary>What doors need of the engine. Thread rule: any thread.</summary>
public interface ISettlementEngine
{
    /// <summary>The chain that this process settles on.</summary>
    ulong ChainId { get; }

    /// <summary>The tokens that may be settled.</summary>
    IReadOnlyList<Token> Tokens { get; }

    /// <summary>The accounts that pay for gas.</summary>
    IReadOnlyList<Address> LaneAccounts { get; }

    /// <summary>What the engine can do at the moment.</summary>
    EngineHealth Health { get; }

    /// <summary>Sequence below which outcomes were dropped; 1 while none was.</summary>
    ulong FirstRetainedOutcome { get; }

    /// <summary>Sums of what our transactions cost that were found in blocks since the process started.</summary>
    CostSummary Costs { get; }

    /// <summary>Hands a group over; its reply is called later, from a stage. Waits while the engine is full.</summary>
    /// <param name="group">The group; the engine owns it until the reply.</param>
    /// <param name="cancellationToken">Cancels the wait; then the group stays with the caller.</param>
    /// <returns>A task that completes when the engine has the group.</returns>
    ValueTask EnqueueAsync(AuthorizationGroup group, CancellationToken cancellationToken);

    /// <summary>Hands a group over if there is room at once.</summary>
    /// <param name="group">The group.</param>
    /// <returns>False when the engine is full: the caller keeps the group and answers "overloaded".</returns>
    bool TryEnqueue(AuthorizationGroup group);

    /// <summary>Says whether an authorization would be admitted now, without admitting it.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first reason against it in the documented order, or None.</returns>
    ValueTask<RejectReason> CheckAsync(SignedAuthorization item, CancellationToken cancellationToken);

    /// <summary>Finds an admission by its id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The admission as it stands, or null.</returns>
    AdmissionView? Find(AdmissionSequence id);

    /// <summary>Finds an admission by what it admits.</summary>
    /// <param name="key">The authorization's key.</param>
    /// <returns>The admission as it stands, or null.</returns>
    AdmissionView? Find(in AuthorizationKey key);

    /// <summary>Reads durable outcomes in sequence order.</summary>
    /// <param name="after">Sequence of the last outcome that the reader has; 0 for the first.</param>
    /// <param name="max">Most outcomes to return.</param>
    /// <returns>The outcomes; empty when there are no newer ones.</returns>
    IReadOnlyList<OutcomeNotice> ReadOutcomes(ulong after, int max);

    /// <summary>Reads what our transactions cost, in the order in which they were found in blocks since the process started.</summary>
    /// <param name="after">Number of the last one that the reader has; 0 for the first that is kept.</param>
    /// <param name="max">Most transactions to return.</param>
    /// <returns>The newest 1,000 are kept; what a reorg took out of its block is missing.</returns>
    IReadOnlyList<BatchCost> ReadBatches(ulong after, int max);

    /// <summary>Starts telling a sink about outcomes. Read first, then subscribe, then read again: nothing is lost.</summary>
    /// <param name="sink">The listener.</param>
    void Subscribe(ISettlementSink sink);

    /// <summary>Stops telling a sink.</summary>
    /// <param name="sink">The listener.</param>
    void Unsubscribe(ISettlementSink sink);

    /// <summary>Gives an admission up if it is not part of a signed transaction yet.</summary>
    /// <param name="id">The admission.</param>
    /// <param name="cancellationToken">Cancels the wait, not the decision.</param>
    /// <returns>Whether it is given up, or the transaction that made it too late.</returns>
    ValueTask<AbandonVerdict> AbandonUnsignedAsync(AdmissionSequence id, CancellationToken cancellationToken);
}
