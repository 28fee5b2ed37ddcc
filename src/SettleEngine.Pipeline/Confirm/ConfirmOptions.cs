namespace SettleEngine.Pipeline.Confirm;

/// <summary>How the chain is followed.</summary>
public sealed class ConfirmOptions
{
    /// <summary>How often the newest header is read.</summary>
    /// <value>Default 200 ms: a tenth of an L2's block time, five calls a second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a payment that the token refuses is held before it is given up.</summary>
    /// <value>Default 2 minutes: time for a payer to fund its account, and little enough to answer a provider.</value>
    public TimeSpan HoldLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a held payment is looked at.</summary>
    /// <value>Default 1 s; doubles to 30 s while nothing changes.</value>
    public TimeSpan HoldCheck { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many blocks below the head at admission are searched for an older use of an authorization.</summary>
    /// <value>Default 50,000: a day of 2 s blocks. An older use is still recognised, but named without its transaction.</value>
    public ulong HistoryBlocks { get; set; } = 50_000;
}
