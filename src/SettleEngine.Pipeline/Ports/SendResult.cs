using SettleEngine.Core.Submit;

namespace SettleEngine.Pipeline.Ports;

/// <summary>A node's answer to a sent transaction.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Message">The node's words, for the log; empty when it simply took the transaction.</param>
public readonly record struct SendResult(SendVerdict Verdict, string Message);
