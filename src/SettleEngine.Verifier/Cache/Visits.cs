namespace SettleEngine.Verifier.Cache;

/// <summary>Knows which tables may still be read by a running check, so that eviction need not wait for one.</summary>
/// <param name="visitors">Threads that check.</param>
/// <remarks>
/// <para>A thread enters before it looks tables up and leaves after it has used them. A table is retired under the cache's
/// write lock, after it was taken out of its entry; its memory is used again when <see cref="HaveEnded"/> says that
/// everybody who may have found it has left.</para>
/// <para>Proof. Whoever found the table did so under the read lock, before the retirement, and had read the clock before that.
/// Its mark is therefore below the number that <see cref="Retire"/> returned, was written before the write lock was taken,
/// and stays until it leaves. Whoever enters with that number or a greater one has seen the clock move, which happens
/// under the write lock, and looks up after it: the table is no longer found. A thread that has read the clock and not yet
/// written its mark has not looked up yet, and will not find the table either.</para>
/// </remarks>
internal sealed class Visits(int visitors)
{
    // Each mark on two lines of its own: neighbouring lines are fetched together.
    private const int Stride = 128 / sizeof(long);

    private readonly long[] _marks = NobodyInside(visitors);
    private long _clock;

    /// <summary>Begins a visit.</summary>
    public void Enter(int visitor)
    {
        Volatile.Write(ref _marks[visitor * Stride], Volatile.Read(ref _clock));
        Interlocked.MemoryBarrier();
    }

    /// <summary>Ends a visit: nothing that was looked up is read any more.</summary>
    public void Leave(int visitor) => Volatile.Write(ref _marks[visitor * Stride], long.MaxValue);

    /// <summary>Numbers a retirement. Under the write lock, after what is retired cannot be found any more.</summary>
    public long Retire() => Interlocked.Increment(ref _clock);

    /// <summary>Whether all visits that may know of a retired table have ended.</summary>
    public bool HaveEnded(long retirement)
    {
        for (var i = 0; i < _marks.Length; i += Stride)
        {
            if (Volatile.Read(ref _marks[i]) < retirement)
            {
                return false;
            }
        }

        return true;
    }

    private static long[] NobodyInside(int visitors)
    {
        var marks = new long[visitors * Stride];
        Array.Fill(marks, long.MaxValue);
        return marks;
    }
}
