namespace SettleEngine.Core.Confirm;

/// <summary>A block by its firmness.</summary>
public enum BlockTag
{
    /// <summary>The newest block.</summary>
    Latest,

    /// <summary>The newest block that is derived from L1.</summary>
    Safe,

    /// <summary>The newest irreversible block.</summary>
    Finalized,
}
