namespace SettleEngine.Devnet;

/// <summary>The local chain could not be set up. The message says what is missing and what to do.</summary>
/// <param name="message">A sentence for the person who started it.</param>
/// <param name="innerException">The cause, when there is one.</param>
public sealed class LocalChainException(string message, Exception? innerException = null)
    : Exception(message, innerException);
