namespace SettleEngine.Core.Submit;

/// <summary>What a node's answer to <c>eth_sendRawTransaction</c> means for the account nonce that was used.</summary>
public enum SendVerdict
{
    /// <summary>The transaction is in the pool, now or from before.</summary>
    InPool,

    /// <summary>The account nonce is used up: look for receipts of all attempts.</summary>
    NonceConsumed,

    /// <summary>The fees are too low for the pool or for the replaced transaction.</summary>
    Underpriced,

    /// <summary>A lower account nonce is missing in the pool.</summary>
    Gap,

    /// <summary>The lane cannot send for now: no gas money, pool full, too many pending.</summary>
    LaneTrouble,

    /// <summary>The transaction is wrong in itself; a fault of ours.</summary>
    BuildError,

    /// <summary>Anything else, also silence: the node may have taken it. Never "not sent".</summary>
    PossiblySent,
}
