namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>How often each kind of fault happened.</summary>
public sealed class FaultTally
{
    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<FaultKind> Kinds = Enum.GetValues<FaultKind>();

    private readonly long[] _counts = new long[Kinds.Count];

    /// <summary>Faults of all kinds.</summary>
    public long Total => _counts.Sum();

    /// <summary>Kinds that happened at least once.</summary>
    public int KindCount => _counts.Count(count => count > 0);

    /// <summary>Kills of any kind.</summary>
    public long Crashes => Kinds.Where(kind => kind <= FaultKind.CrashInDrain).Sum(kind => this[kind]);

    public long this[FaultKind kind] => _counts[(int)kind];

    public void Count(FaultKind kind) => _counts[(int)kind]++;

    public void Add(FaultTally other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    public override string ToString() =>
        string.Join(", ", Kinds.Where(kind => this[kind] > 0).Select(kind => $"{kind} {this[kind]}"));
}
