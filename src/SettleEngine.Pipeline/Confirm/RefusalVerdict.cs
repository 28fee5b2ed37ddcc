namespace SettleEngine.Pipeline.Confirm;

/// <summary>What to do with a payment that was in a block's transaction and did not settle.</summary>
internal enum RefusalVerdict
{
    /// <summary>Look at it again later.</summary>
    Wait,

    /// <summary>Send it again.</summary>
    Retry,

    /// <summary>It was held long enough: give it up as soon as nothing signed can settle it.</summary>
    GiveUp,

    /// <summary>The same, because the payer's balance is below the value.</summary>
    GiveUpForBalance,
}
