namespace SettleEngine.Chain.Rpc;

/// <summary>One call of a batch.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Parameters">The parameters in order. Strings, booleans, numbers and null go as they are; addresses, hashes
/// and bytes as hex data, <see cref="Core.Primitives.UInt256"/> as a hex quantity, dictionaries as objects and other
/// sequences as arrays.</param>
public readonly record struct JsonRpcCall(string Method, params object?[] Parameters);
