using SettleEngine.Core.Batch;
using SettleEngine.Devnet;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Demo;

/// <summary>What the demo shows.</summary>
internal sealed record DemoOptions
{
    /// <summary>Payments to settle and count.</summary>
    public int Count { get; init; } = 10_000;

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 200;

    /// <summary>Accounts that send.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Most payments in a transaction.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>Payments settled before counting begins.</summary>
    public int WarmUp { get; init; }

    /// <summary>Time between blocks.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>US dollars for one native coin.</summary>
    public double NativeUsd { get; init; } = 3_000;

    /// <summary>Where the journal is kept, or null to delete it.</summary>
    public string? Data { get; init; }

    /// <summary>Another anvil binary, or null.</summary>
    public string? AnvilPath { get; init; }

    /// <summary>Whether one JSON object is printed and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">Names the option to change.</exception>
    public void Validate()
    {
        Demand(Count is >= 1 and <= 1_000_000, "--count must be from 1 to 1000000.");
        Demand(Payers is >= 1 and <= 100_000, "--payers must be from 1 to 100000.");
        Demand(Lanes >= 1 && Lanes <= DevAccount.All.Count, $"--lanes must be from 1 to {DevAccount.All.Count}.");
        Demand(BatchMax is >= 1 and <= BatchLimits.MaxItems, "--batch-max must be from 1 to 200.");
        Demand(WarmUp is >= 0 and <= 1_000_000, "--warm-up must be from 0 to 1000000.");
        Demand(BlockTime >= TimeSpan.FromMilliseconds(100), "--block-time must be at least 100ms.");
    }

    private static void Demand(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new SettingException(sentence);
        }
    }
}
