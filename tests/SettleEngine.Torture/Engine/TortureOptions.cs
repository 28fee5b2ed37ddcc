namespace SettleEngine.Torture.Engine;

/// <summary>What an engine is put through.</summary>
public sealed record TortureOptions
{
    /// <summary>How often it is killed.</summary>
    public int Cycles { get; init; } = 5;

    /// <summary>New payments in each cycle.</summary>
    public int Payments { get; init; } = 2_000;

    /// <summary>Accounts that send.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 200;

    /// <summary>Time between blocks.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Names payments, portions and the moments of the kills.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the last life may take to settle everything.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);
}
