namespace SettleEngine.Core.Crypto.Eight;

/// <summary>How many multiples of a payer's key a table holds: memory against time.</summary>
public enum PayerTableSize
{
    /// <summary>About 17 KB, quickly built.</summary>
    Small,

    /// <summary>256 KiB, for the payers that pay most often.</summary>
    Large,
}
