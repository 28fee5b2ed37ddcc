using SettleEngine.Core.Batch;

namespace SettleEngine.Pipeline.Batch;

/// <summary>What Verify, Batch and Confirm know together of how long payments take to land, and of when blocks come:
/// <see cref="LandingTimes"/> and <see cref="BlockRhythm"/> under a lock, and the time.</summary>
/// <param name="options">What is believed at first.</param>
/// <param name="clock">The time.</param>
/// <remarks>Thread rule: any thread; one lock, held for one sum. Nothing of this is durable.</remarks>
internal sealed class LandingView(BatchOptions options, EngineClock clock)
{
    // A second is what times in whole seconds lose, another what checking, the journal and the cut take.
    private const long IntakeMs = 2_000;

    // How late a cut may be and still count as one that waited for its block.
    private const long LateMs = 50;

    private readonly Lock _gate = new();
    private readonly LandingTimes _times = new((long)options.LandingMargin.TotalMilliseconds);
    private readonly BlockRhythm _rhythm = new();

    /// <summary>How long it takes to land.</summary>
    public LandingEstimate Estimate
    {
        get
        {
            lock (_gate)
            {
                var usualMs = _times.UsualMs(clock.NowMs);
                return new LandingEstimate(usualMs, Math.Max(usualMs, (long)options.LandingMargin.TotalMilliseconds));
            }
        }
    }

    /// <summary>Validity that a payment needs when it is handed in, in seconds; at most 28.</summary>
    public ulong IntakeSeconds
    {
        get
        {
            lock (_gate)
            {
                return (ulong)(_times.UsualMs(clock.NowMs) + IntakeMs + 999) / 1_000;
            }
        }
    }

    /// <summary>Records that a block was seen just now.</summary>
    /// <param name="number">Its height.</param>
    public void OnHead(ulong number)
    {
        lock (_gate)
        {
            _rhythm.OnHead(number, clock.NowMs);
        }
    }

    /// <summary>Records that a block was seen just now to hold a batch.</summary>
    /// <param name="cut">When the batch was cut.</param>
    /// <param name="block">Height of the block.</param>
    public void OnIncluded(CutMoment cut, ulong block)
    {
        lock (_gate)
        {
            var nowMs = clock.NowMs;
            _times.Add(nowMs, nowMs - cut.DueAtMs);
            _rhythm.OnIncluded(cut.AimedBlock, block);
        }
    }

    /// <inheritdoc cref="BlockRhythm.LatestFor"/>
    public long LatestFor(long dueMs, long nowMs)
    {
        if (!options.FollowsBlocks)
        {
            return dueMs;
        }

        lock (_gate)
        {
            return _rhythm.LatestFor(dueMs, nowMs);
        }
    }

    /// <summary>The moment of a batch that is cut now.</summary>
    /// <param name="dueMs">When it was due.</param>
    /// <param name="nowMs">The engine's clock.</param>
    /// <returns>The moment. A batch that was due long ago had no lane, and its time begins now.</returns>
    public CutMoment Moment(long dueMs, long nowMs)
    {
        lock (_gate)
        {
            var latestMs = options.FollowsBlocks ? _rhythm.LatestFor(dueMs, nowMs) : dueMs;
            var fromMs = nowMs - latestMs <= LateMs ? Math.Min(dueMs, nowMs) : nowMs;
            return new CutMoment(fromMs, _rhythm.BlockFor(fromMs, nowMs));
        }
    }
}
