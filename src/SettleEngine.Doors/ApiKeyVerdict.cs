namespace SettleEngine.Doors;

/// <summary>What an API key is good for.</summary>
public enum ApiKeyVerdict
{
    /// <summary>No such key.</summary>
    Unknown,

    /// <summary>The key is known and lacks the scope that was asked for.</summary>
    ScopeMissing,

    /// <summary>The key is known and has the scope.</summary>
    Granted,
}
