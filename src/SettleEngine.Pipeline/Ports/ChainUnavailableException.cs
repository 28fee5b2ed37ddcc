namespace SettleEngine.Pipeline.Ports;

/// <summary>No endpoint gave a usable answer. Says nothing about the chain itself; the caller waits and asks again.</summary>
/// <param name="message">Which call failed and how, without the endpoint's full address.</param>
/// <param name="innerException">The last failure.</param>
public sealed class ChainUnavailableException(string message, Exception? innerException = null)
    : IOException(message, innerException);
