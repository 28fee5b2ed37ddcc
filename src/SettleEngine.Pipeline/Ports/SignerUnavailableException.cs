namespace SettleEngine.Pipeline.Ports;

/// <summary>A lane's signer gave no usable signature: it cannot be reached, it refused, or what it returned is not a signature of
/// its account. Nothing was signed; the lane pauses and asks again.</summary>
/// <param name="message">A part of a sentence that operators read in health and log: no key, token or full address of a
/// service.</param>
/// <param name="innerException">What happened.</param>
public sealed class SignerUnavailableException(string message, Exception? innerException = null)
    : IOException(message, innerException);
