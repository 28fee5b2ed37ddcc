namespace SettleEngine.HostileRpc;

/// <summary>One rule of a script: to which calls what happens how often.</summary>
public sealed record FaultRule
{
    /// <summary>The method, or <c>*</c> for every one. A batch meets the rules of each method in it.</summary>
    public string Method { get; init; } = "*";

    /// <summary>What happens.</summary>
    public FaultAction Action { get; init; }

    /// <summary>Share of the calls that it happens to, from 0 to 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Matching calls that pass before the rule begins.</summary>
    public int Skip { get; init; }

    /// <summary>How often it happens at most; 0 for no limit.</summary>
    public int Times { get; init; }

    /// <summary>Seconds after the proxy's start at which the rule begins.</summary>
    public double FromSeconds { get; init; }

    /// <summary>Seconds after the proxy's start at which the rule ends; 0 for never.</summary>
    public double UntilSeconds { get; init; }

    /// <summary>Only sent transactions of this account, <c>0x</c> and 40 digits; null for every call.</summary>
    public string? Sender { get; init; }

    /// <summary>For <see cref="FaultAction.Delay"/>: how long, in milliseconds.</summary>
    public int DelayMs { get; init; } = 500;

    /// <summary>For <see cref="FaultAction.RateLimit"/>: the seconds that the answer asks to wait.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>For <see cref="FaultAction.NullFirst"/>: how many polls of the same thing find nothing.</summary>
    public int Polls { get; init; } = 2;

    /// <summary>For <see cref="FaultAction.Stale"/>: how many answers ago.</summary>
    public int Answers { get; init; } = 3;

    /// <summary>For <see cref="FaultAction.StaleHead"/>: how many blocks ago.</summary>
    public int Blocks { get; init; } = 20;

    /// <summary>For <see cref="FaultAction.WrongChainId"/>: the id that is claimed.</summary>
    public ulong ChainId { get; init; } = 1;

    /// <summary>For <see cref="FaultAction.Hold"/>: seconds until the transaction is passed on; 0 for never.</summary>
    public double ReleaseSeconds { get; init; }
}
