namespace SettleEngine.Verifier;

/// <summary>The verifier cannot start as it was told to.</summary>
/// <param name="message">A sentence that says what to change.</param>
public sealed class VerifierStartException(string message) : Exception(message);
