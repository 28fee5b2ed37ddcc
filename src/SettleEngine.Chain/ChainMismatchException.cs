namespace SettleEngine.Chain;

/// <summary>The endpoints serve different chains, or another one than configured. The process must not start.</summary>
/// <param name="message">Which endpoint serves what, and which option to change.</param>
public sealed class ChainMismatchException(string message) : Exception(message);
