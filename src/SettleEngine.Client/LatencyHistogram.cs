using System.Numerics;

namespace SettleEngine.Client;

/// <summary>Counts durations in buckets that are at most 1.6 % wide, from 100 ns to 29,000 years, in 30 KiB.</summary>
/// <remarks>Recording allocates nothing. Thread rule: any thread records; a reader may see some of the records that are
/// made meanwhile and not others.</remarks>
public sealed class LatencyHistogram
{
    // 64 buckets per power of two: a value is off by at most 1/64.
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Buckets = (64 - SubBucketBits) * SubBuckets;

    private readonly long[] _counts = new long[Buckets];
    private long _count;
    private long _totalTicks;
    private long _maxTicks;

    /// <summary>Durations recorded.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The longest duration, exactly.</summary>
    public TimeSpan Max => new(Volatile.Read(ref _maxTicks));

    /// <summary>The mean duration, exactly; zero when nothing was recorded.</summary>
    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : new TimeSpan(Volatile.Read(ref _totalTicks) / Count);

    /// <summary>The median.</summary>
    public TimeSpan P50 => Percentile(50);

    /// <summary>The duration that 99 of 100 do not pass.</summary>
    public TimeSpan P99 => Percentile(99);

    /// <summary>The duration that 999 of 1,000 do not pass.</summary>
    public TimeSpan P999 => Percentile(99.9);

    /// <summary>Records a duration.</summary>
    /// <param name="duration">How long it took; a negative one counts as zero.</param>
    public void Record(TimeSpan duration) => Record(duration, 1);

    /// <summary>Records a duration several times.</summary>
    /// <param name="duration">How long each took; a negative one counts as zero.</param>
    /// <param name="times">How often, at least once.</param>
    public void Record(TimeSpan duration, int times)
    {
        var ticks = Math.Max(0, duration.Ticks);
        Interlocked.Add(ref _counts[BucketOf((ulong)ticks)], times);
        Interlocked.Add(ref _totalTicks, ticks * times);
        Interlocked.Add(ref _count, times);

        var max = Volatile.Read(ref _maxTicks);
        while (ticks > max)
        {
            var seen = Interlocked.CompareExchange(ref _maxTicks, ticks, max);
            if (seen == max)
            {
                break;
            }

            max = seen;
        }
    }

    /// <summary>The duration that a share of all does not pass.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    /// <returns>Upper end of the bucket, never above <see cref="Max"/>; zero when nothing was recorded.</returns>
    public TimeSpan Percentile(double percent)
    {
        var rank = (long)Math.Ceiling(Count * (percent / 100));
        var seen = 0L;
        for (var bucket = 0; bucket < Buckets && rank > 0; bucket++)
        {
            seen += Volatile.Read(ref _counts[bucket]);
            if (seen >= rank)
            {
                return new TimeSpan(Math.Min(UpperEndOf(bucket), Volatile.Read(ref _maxTicks)));
            }
        }

        return Max;
    }

    /// <summary>Adds everything that another histogram has recorded.</summary>
    /// <param name="other">The other one; it stays as it is.</param>
    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            Interlocked.Add(ref _counts[bucket], Volatile.Read(ref other._counts[bucket]));
        }

        Interlocked.Add(ref _count, other.Count);
        Interlocked.Add(ref _totalTicks, Volatile.Read(ref other._totalTicks));
        Interlocked.Exchange(ref _maxTicks, Math.Max(Volatile.Read(ref _maxTicks), other.Max.Ticks));
    }

    private static int BucketOf(ulong ticks)
    {
        var exponent = Math.Max(0, 63 - SubBucketBits - BitOperations.LeadingZeroCount(ticks));
        return (exponent * SubBuckets) + (int)(ticks >> exponent);
    }

    private static long UpperEndOf(int bucket)
    {
        var exponent = Math.Max(0, (bucket / SubBuckets) - 1);
        var lower = (long)(bucket - (exponent * SubBuckets)) << exponent;
        return lower + (1L << exponent) - 1;
    }
}
