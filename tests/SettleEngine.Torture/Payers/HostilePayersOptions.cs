namespace SettleEngine.Torture.Payers;

/// <summary>Who pays, how much of it is an attack, and by which way it is settled.</summary>
public sealed record HostilePayersOptions
{
    /// <summary>Accounts that pay, attackers among them.</summary>
    public int Payers { get; init; } = 100;

    /// <summary>Those of them that attack, in turns of each <see cref="AttackKind"/>.</summary>
    public int Attackers { get; init; } = 10;

    /// <summary>Honest payers with code: wallets that answer truthfully.</summary>
    public int Wallets { get; init; } = 5;

    /// <summary>Payments; payer by payer in turn, so that the attackers' share of them is their share of the payers.</summary>
    public int Payments { get; init; } = 6_000;

    /// <summary>New payments in a second.</summary>
    public int PaymentsPerSecond { get; init; } = 200;

    /// <summary>Accounts that send.</summary>
    public int Lanes { get; init; } = 3;

    /// <summary>Time between blocks.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the guarded settler is deployed and used; otherwise Multicall3 is.</summary>
    public bool HasSettler { get; init; } = true;

    /// <summary>Names payers and payments.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the engine may take to end everything after the last payment was handed in.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Hears in sentences what happens; null for nobody.</summary>
    public Action<string>? Progress { get; init; }
}
