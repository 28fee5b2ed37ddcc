namespace SettleEngine.Verifier.Queues;

/// <summary>Whose turn it is when more than one kind of work waits. Each kind gets its share of the time; a kind that
/// waits alone gets all of it.</summary>
/// <param name="costs">What an item of each kind is thought to cost at first, in nanoseconds of a processor.</param>
/// <remarks>
/// Shares are 4 : 2 : 1. Known payers thus keep four sevenths of the time under any flood, payers without a table two, and
/// making tables one, which is enough to pay off: a table is made after its payer has cost as much. Each kind has a clock
/// that runs slower the greater its share; the kind whose clock is behind goes next. A turn is charged with its expected
/// time when it begins, so that threads which choose at the same moment choose differently, and with its true time when
/// it ends. A kind that did not wait catches up with the clock of the one that was served: absence earns nothing.
/// Thread rule: one caller at a time.
/// </remarks>
internal sealed class Turns(ReadOnlySpan<double> costs)
{
    private const int Kinds = 3;

    private static readonly double[] Shares = [4, 2, 1];

    private readonly double[] _clocks = new double[Kinds];
    private readonly double[] _costs = costs.ToArray();

    /// <summary>Chooses among the kinds that wait.</summary>
    /// <param name="isWaiting">By kind.</param>
    /// <returns>The kind, or null when nothing waits.</returns>
    public WorkKind? Next(ReadOnlySpan<bool> isWaiting)
    {
        var chosen = -1;
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (isWaiting[kind] && (chosen < 0 || _clocks[kind] < _clocks[chosen]))
            {
                chosen = kind;
            }
        }

        if (chosen < 0)
        {
            return null;
        }

        for (var kind = 0; kind < Kinds; kind++)
        {
            if (!isWaiting[kind])
            {
                _clocks[kind] = Math.Max(_clocks[kind], _clocks[chosen]);
            }
        }

        return (WorkKind)chosen;
    }

    /// <summary>Charges what a turn will probably take.</summary>
    /// <param name="kind">What was begun.</param>
    /// <param name="items">How many items.</param>
    /// <returns>The charge, for <see cref="End"/>.</returns>
    public double Begin(WorkKind kind, int items)
    {
        var charge = items * _costs[(int)kind];
        _clocks[(int)kind] += charge / Shares[(int)kind];
        return charge;
    }

    /// <summary>Charges the difference.</summary>
    /// <param name="kind">What has ended.</param>
    /// <param name="items">How many items were begun.</param>
    /// <param name="charge">What <see cref="Begin"/> returned.</param>
    /// <param name="elapsed">What it took, in nanoseconds of a processor.</param>
    public void End(WorkKind kind, int items, double charge, double elapsed)
    {
        _clocks[(int)kind] += (elapsed - charge) / Shares[(int)kind];
        if (items > 0)
        {
            _costs[(int)kind] += ((elapsed / items) - _costs[(int)kind]) / 16;
        }
    }
}
