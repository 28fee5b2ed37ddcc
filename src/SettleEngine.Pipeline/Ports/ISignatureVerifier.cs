using SettleEngine.Core.Authorizations;

namespace SettleEngine.Pipeline.Ports;

/// <summary>Checks signatures, a group at a time, on as many cores as there are.</summary>
/// <remarks>Order: verdicts belong to their items, groups may complete in any order. Failure: never throws for bad
/// input. Thread rule: any thread; the memory belongs to the verifier until the call completes.</remarks>
public interface ISignatureVerifier
{
    /// <summary>Gives each item whose verdict is still <see cref="RejectReason.None"/> a verdict on its signature.</summary>
    /// <param name="items">The authorizations; their tokens are on the allow-list.</param>
    /// <param name="verdicts">Same length. Items that already have a reason are skipped; the others stay None or become
    /// <see cref="RejectReason.SignatureHighS"/> or <see cref="RejectReason.SignatureInvalid"/>.</param>
    /// <param name="cancellationToken">Cancels the wait; the memory must not be reused before completion.</param>
    /// <returns>A task that completes when every item has its verdict.</returns>
    ValueTask VerifyAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken);
}
