namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>What is wrong with the disk at the moment. All fields may change while a journal is open; chances are per
/// million commits.</summary>
public sealed class DiskFaults
{
    /// <summary>Longest time that a commit takes, in milliseconds.</summary>
    public int MaxCommitMs { get; set; } = 5;

    /// <summary>Chance that a commit takes up to four seconds more.</summary>
    public int SlowPerMillion { get; set; }

    /// <summary>Whether the disk is so full that no more admissions may be taken.</summary>
    public bool IsNearlyFull { get; set; }

    /// <summary>Whether every write fails for want of space.</summary>
    public bool IsFull { get; set; }

    /// <summary>Chance that a commit fails; the journal is then broken for good.</summary>
    public int FailPerMillion { get; set; }

    /// <summary>Chance that the disk says a commit is done and never does it.</summary>
    public int LostPerMillion { get; set; }

    /// <summary>Chance that a commit lands on an older block.</summary>
    public int MisdirectedPerMillion { get; set; }

    /// <summary>The bug that was planted in the journal, if any.</summary>
    public PlantedBug Bug { get; set; }

    /// <summary>All is well from now on; what is damaged stays damaged.</summary>
    public void Clear()
    {
        SlowPerMillion = 0;
        IsNearlyFull = false;
        IsFull = false;
        FailPerMillion = 0;
        LostPerMillion = 0;
        MisdirectedPerMillion = 0;
    }
}
