namespace SettleEngine.Chain.Rpc;

/// <summary>An endpoint answered, but its answer cannot be used here: it lags, or contradicts itself or others. Another
/// endpoint is asked; this one is not given a rest, because it works.</summary>
/// <param name="message">What is wrong, without the endpoint's full address.</param>
internal sealed class UnusableAnswerException(string message) : Exception(message);
