namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>What is wrong with the disk at the moment. All fields may change while a journal is open.</summary>
public sealed class DiskFaults
{
    /// <summary>Longest time that a commit takes, in milliseconds.</summary>
    public int MaxCommitMs { get; set; } = 5;

    /// <summary>Whether the disk is so full that no more admissions may be taken.</summary>
    public bool IsNearlyFull { get; set; }

    /// <summary>Chance per million that a commit fails; the journal is then broken for good.</summary>
    public int FailPerMillion { get; set; }

    /// <summary>The planted bug of the canary: answers before the records are durable.</summary>
    public bool AcknowledgesTooEarly { get; set; }
}
