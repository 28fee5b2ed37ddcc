using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>A transaction hash in a form that can be published by one write.</summary>
/// <param name="TransactionHash">The hash.</param>
internal sealed record PublishedAttempt(Hash256 TransactionHash);
