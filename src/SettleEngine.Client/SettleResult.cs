namespace SettleEngine.Client;

/// <summary>What <c>/settle</c> answered.</summary>
/// <param name="Success">Whether the payment is settled.</param>
/// <param name="Transaction">The transaction, or empty.</param>
/// <param name="ErrorReason">x402's code, or null.</param>
/// <param name="ErrorMessage">A sentence, or null.</param>
public sealed record SettleResult(bool Success, string Transaction, string? ErrorReason, string? ErrorMessage);
