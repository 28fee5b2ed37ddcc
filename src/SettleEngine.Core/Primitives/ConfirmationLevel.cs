namespace SettleEngine.Core.Primitives;

/// <summary>How firmly a block is part of the chain. Persisted and on the wire: values never change.</summary>
public enum ConfirmationLevel : byte
{
    /// <summary>Not in a block.</summary>
    None = 0,

    /// <summary>In an L2 block that may still be reorganised.</summary>
    Included = 1,

    /// <summary>Derived from L1; reorganised only if L1 is.</summary>
    Safe = 2,

    /// <summary>Derived from finalized L1; irreversible.</summary>
    Finalized = 3,
}
