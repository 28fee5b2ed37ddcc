namespace SettleEngine.Pipeline.Diagnostics;

/// <summary>What the engine remembers, and the bytes that it takes.</summary>
/// <param name="Keys">Keys in the nonce index.</param>
/// <param name="IndexBytes">Bytes of the nonce index.</param>
/// <param name="DecidedBytes">Bytes of decided payments whose keys are not forgotten.</param>
/// <param name="OutcomeBytes">Bytes of the outcome feed.</param>
public readonly record struct PipelineMemory(int Keys, long IndexBytes, long DecidedBytes, long OutcomeBytes);
