namespace SettleEngine.Verifier;

/// <summary>What one thread has done. Written by it alone, read by anybody, so each number is right and a set of them may
/// be a chunk apart.</summary>
internal sealed class WorkerCounters
{
    private long _knownChecks;
    private long _unknownChecks;
    private long _knownNanoseconds;
    private long _unknownNanoseconds;
    private long _tableNanoseconds;

    /// <summary>Signatures checked with a table.</summary>
    public long KnownChecks => Volatile.Read(ref _knownChecks);

    /// <summary>Signatures checked by recovery.</summary>
    public long UnknownChecks => Volatile.Read(ref _unknownChecks);

    /// <summary>Processor time of the former.</summary>
    public long KnownNanoseconds => Volatile.Read(ref _knownNanoseconds);

    /// <summary>Time of the latter.</summary>
    public long UnknownNanoseconds => Volatile.Read(ref _unknownNanoseconds);

    /// <summary>Time of making tables.</summary>
    public long TableNanoseconds => Volatile.Read(ref _tableNanoseconds);

    /// <summary>Counts checks with tables.</summary>
    public void CountKnown(int checks, long nanoseconds)
    {
        Volatile.Write(ref _knownChecks, _knownChecks + checks);
        Volatile.Write(ref _knownNanoseconds, _knownNanoseconds + nanoseconds);
    }

    /// <summary>Counts recoveries.</summary>
    public void CountUnknown(int checks, long nanoseconds)
    {
        Volatile.Write(ref _unknownChecks, _unknownChecks + checks);
        Volatile.Write(ref _unknownNanoseconds, _unknownNanoseconds + nanoseconds);
    }

    /// <summary>Counts time spent on tables.</summary>
    public void CountTables(long nanoseconds) => Volatile.Write(ref _tableNanoseconds, _tableNanoseconds + nanoseconds);
}
