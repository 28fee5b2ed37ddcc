namespace SettleEngine.Torture.Engine;

/// <summary>What is done to an engine besides killing it.</summary>
public enum TortureMode
{
    /// <summary>Killed at every crash point and at random.</summary>
    Crash,

    /// <summary>Its file system is small, fills up and is freed again, while it is killed at random.</summary>
    Full,

    /// <summary>Writes and flushes of its journal fail: it must stop by itself.</summary>
    Faults,

    /// <summary>It is never killed; the chain and the endpoint are what hurts it.</summary>
    Soak,

    /// <summary>It is never killed; some of its payers are what hurts it.</summary>
    Payers,
}
