namespace SettleEngine.Core.Batch.Cost;

/// <summary>How payments are settled.</summary>
public enum SettlementKind
{
    /// <summary>One payment by a call of the token.</summary>
    Plain,

    /// <summary>Through Multicall3.</summary>
    Multicall3,

    /// <summary>Through the guarded settler.</summary>
    Settler,
}
