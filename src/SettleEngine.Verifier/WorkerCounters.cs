namespace SettleEngine.Verifier;

/// <summary>What one thread has done. Written by it alone, read by anybody, so each number is right and a set of them may
/// be a chunk apart.</summary>
internal sealed class WorkerCounters
{
    private long _knownChecks;
    private long _unknownChecks;
    private long _knownTicks;
    private long _unknownTicks;
    private long _tableTicks;

    /// <summary>Signatures checked with a table.</summary>
    public long KnownChecks => Volatile.Read(ref _knownChecks);

    /// <summary>Signatures checked by recovery.</summary>
    public long UnknownChecks => Volatile.Read(ref _unknownChecks);

    /// <summary>Time of the former.</summary>
    public long KnownTicks => Volatile.Read(ref _knownTicks);

    /// <summary>Time of the latter.</summary>
    public long UnknownTicks => Volatile.Read(ref _unknownTicks);

    /// <summary>Time of making tables.</summary>
    public long TableTicks => Volatile.Read(ref _tableTicks);

    /// <summary>Counts checks with tables.</summary>
    public void CountKnown(int checks, long ticks)
    {
        Volatile.Write(ref _knownChecks, _knownChecks + checks);
        Volatile.Write(ref _knownTicks, _knownTicks + ticks);
    }

    /// <summary>Counts recoveries.</summary>
    public void CountUnknown(int checks, long ticks)
    {
        Volatile.Write(ref _unknownChecks, _unknownChecks + checks);
        Volatile.Write(ref _unknownTicks, _unknownTicks + ticks);
    }

    /// <summary>Counts time spent on tables.</summary>
    public void CountTables(long ticks) => Volatile.Write(ref _tableTicks, _tableTicks + ticks);
}
