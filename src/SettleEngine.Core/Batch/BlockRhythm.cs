namespace SettleEngine.Core.Batch;

/// <summary>
/// When blocks come, where they come regularly, and until when a batch may wait and still be in the same block as one that leaves now:
/// waiting that costs no time and brings company. How long before a block it must leave is learned: a batch that misses its block
/// raises that by much, one that makes it lowers it by little. Pure: the caller passes the time in. One owner, no locks.
/// </summary>
/// <remarks>Blocks are seen late, by a poll and an answer, never early: the earliest sighting of the window, carried on by the period, is
/// what the next block is expected by. While blocks come irregularly, too fast, or not at all, nothing waits.</remarks>
public sealed class BlockRhythm
{
    /// <summary>Longest period that anything waits for, in milliseconds: what waits for its block must keep its other deadlines.</summary>
    public const long MaxPeriodMs = 3_000;

    /// <summary>Shortest such period, in milliseconds: below it there is nothing to gain.</summary>
    public const long MinPeriodMs = 500;

    private const int Window = 64;
    private const int Least = 8;
    private const double RoundMs = 100;
    private const double SightingErrorMs = 300;
    private const double MinLeadMs = 50;
    private const double FirstLeadMs = 400;
    private const double MissMs = 100;

    // Where the lead has settled, a batch in some hundreds misses its block.
    private const double HitShare = 1.0 / 2_000;
    private const double LeastHitMs = 0.1;

    private readonly (ulong Number, long SeenAtMs)[] _seen = new (ulong, long)[Window];
    private int _count;
    private int _next;
    private double _periodMs;
    private double _phaseMs;
    private ulong _origin;
    private bool _isRegular;
    private double _leadMs = FirstLeadMs;

    /// <summary>How long before a block is expected to be seen a batch leaves for it, in milliseconds.</summary>
    public double LeadMs => _leadMs;

    /// <summary>Time between two blocks, in milliseconds; 0 while it is not known.</summary>
    public double PeriodMs => _isRegular ? _periodMs : 0;

    private (ulong Number, long SeenAtMs) Newest => _seen[(_next + Window - 1) % Window];

    /// <summary>Records that a block was seen.</summary>
    /// <param name="number">Its height.</param>
    /// <param name="nowMs">When, on the caller's clock in milliseconds.</param>
    public void OnHead(ulong number, long nowMs)
    {
        if (_count > 0 && number == Newest.Number)
        {
            return;
        }

        // A reorg, or a pause after which blocks come at other moments: what was learned of them is over.
        if (_count > 0 && (number < Newest.Number || IsGap(number, nowMs)))
        {
            _count = 0;
        }

        _seen[_next] = (number, nowMs);
        _next = (_next + 1) % Window;
        _count = Math.Min(Window, _count + 1);
        Learn();
    }

    /// <summary>Until when a batch may wait that is due at some time.</summary>
    /// <param name="dueMs">When it is due, on the caller's clock in milliseconds.</param>
    /// <param name="nowMs">The same clock now.</param>
    /// <returns>The latest moment that still makes the block which it would make if it left when it is due; that moment itself
    /// when no rhythm is known.</returns>
    public long LatestFor(long dueMs, long nowMs)
    {
        // What was due a whole block ago has waited for something else, and waits for nothing more.
        if (dueMs == long.MaxValue || !IsUsable(nowMs) || nowMs - dueMs >= _periodMs)
        {
            return dueMs;
        }

        // Whoever is too late to count on the next block may still make it, and is not kept for the one after it.
        return Math.Max(dueMs, (long)(ExpectedMs(Aim(dueMs, leadMs: 0)) - _leadMs));
    }

    /// <summary>Which block a batch is expected to be in.</summary>
    /// <param name="leavesAtMs">When it leaves, on the caller's clock in milliseconds.</param>
    /// <param name="nowMs">The same clock now.</param>
    /// <returns>Its height, or 0 while that is not known.</returns>
    public ulong BlockFor(long leavesAtMs, long nowMs) => IsKnown(nowMs) ? Aim(leavesAtMs, _leadMs) : 0;

    /// <summary>Records where a batch was included.</summary>
    /// <param name="aim">What <see cref="BlockFor"/> had said.</param>
    /// <param name="block">Height of the block that holds it.</param>
    public void OnIncluded(ulong aim, ulong block)
    {
        if (aim == 0)
        {
            return;
        }

        var atMost = Math.Max(FirstLeadMs, (_periodMs / 2) + MissMs);
        _leadMs = block > aim
            ? Math.Min(atMost, _leadMs + MissMs)
            : Math.Max(MinLeadMs, _leadMs - Math.Max(LeastHitMs, _leadMs * HitShare));
    }

    private bool IsGap(ulong number, long nowMs) =>
        _isRegular && nowMs - ExpectedMs(number) > Math.Max(2 * _periodMs, 2 * SightingErrorMs);

    // The newest block may be seen late; two that do not come are a chain that stands still.
    private bool IsKnown(long nowMs) => _isRegular && nowMs <= ExpectedMs(Newest.Number + 2);

    private bool IsUsable(long nowMs) =>
        IsKnown(nowMs) && _periodMs is >= MinPeriodMs and <= MaxPeriodMs && _leadMs <= _periodMs / 2;

    private double ExpectedMs(ulong number) => _phaseMs + ((double)((Int128)number - _origin) * _periodMs);

    private ulong Aim(long leavesAtMs, double leadMs)
    {
        var steps = Math.Ceiling((leavesAtMs + leadMs - _phaseMs) / _periodMs);
        var aim = _origin + (Int128)steps;
        return aim > Newest.Number ? (ulong)aim : Newest.Number + 1;
    }

    private void Learn()
    {
        _isRegular = false;
        var first = _seen[(_next + Window - _count) % Window];
        var blocks = Newest.Number - first.Number;
        if (_count < Least || blocks == 0)
        {
            return;
        }

        _origin = first.Number;
        _periodMs = Rounded((double)(Newest.SeenAtMs - first.SeenAtMs) / blocks, SightingErrorMs / blocks);
        if (_periodMs <= 0)
        {
            return;
        }

        _phaseMs = double.MaxValue;
        for (var i = 0; i < _count; i++)
        {
            _phaseMs = Math.Min(_phaseMs, OffsetMs(i));
        }

        // A look that takes long sees a block late now and then; a tenth of them may.
        var late = 0;
        for (var i = 0; i < _count; i++)
        {
            late += OffsetMs(i) - _phaseMs > Math.Max(SightingErrorMs, _periodMs / 4) ? 1 : 0;
        }

        _isRegular = late * 10 <= _count;
    }

    private double OffsetMs(int back)
    {
        var (number, seenAtMs) = _seen[(_next + Window - 1 - back) % Window];
        return seenAtMs - ((number - _origin) * _periodMs);
    }

    // Chains make blocks at round intervals; where the measurement cannot tell it from such a one, it is that.
    private static double Rounded(double periodMs, double errorMs)
    {
        var round = Math.Round(periodMs / RoundMs) * RoundMs;
        return Math.Abs(periodMs - round) <= errorMs ? round : periodMs;
    }
}
