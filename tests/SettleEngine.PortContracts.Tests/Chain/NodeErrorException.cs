namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>Makes a scripted node answer with an error object.</summary>
internal sealed class NodeErrorException(string message, int code = -32000) : Exception(message)
{
    public int Code { get; } = code;
}
