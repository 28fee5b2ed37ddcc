using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Sums of table entries for many signatures: a tree of affine additions, level by level, with a pair of eights of
/// signatures in the lanes and several such pairs side by side.</summary>
/// <remarks>
/// <para>An affine addition divides by x₂ − x₁. All additions of a level, over all the pairs, share one inversion: 3
/// multiplications each for the division, 2 and a square for the sum. A running sum would invert as often as it has points,
/// the tree inverts as often as it has levels: 6 times for 48.</para>
/// <para>Exceptions. No entry is infinity, and the formulas hold for finite points unless these are equal or opposite,
/// which is when x₂ − x₁ is zero. So a lane without a zero divisor holds the right sum. A zero divisor is replaced by 1, so
/// that the inversion goes on, and its lane is marked: what the lane holds from there on is worthless, but finite, and no
/// other lane sees it. Signatures that are not made up never meet one: it takes a relation between their partial sums that
/// has a chance of 1 in 2²⁵⁶.</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal readonly unsafe ref struct LaneSums<TField>
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Entries asked for beside each addition of a pair of eights, which are 47 for 48 times 16 entries: enough for
    /// all of them to be asked for well before the end.</summary>
    private const int EntriesPerAddition = 24;

    private readonly Point8<FieldPair<TField>>* _points;
    private readonly FieldPair<TField>* _divisors;
    private readonly FieldPair<TField>* _inverses;
    private readonly byte* _exceptions;
    private readonly int _pairs;

    /// <summary>Lays out a computation.</summary>
    /// <param name="points">Room for the sums of the first level, half of each part rounded up, times the pairs.</param>
    /// <param name="divisors">Room for one for each addition of the first level.</param>
    /// <param name="inverses">Room for one more than that.</param>
    /// <param name="exceptions">A byte for each eight; receives the lanes that met an exception.</param>
    /// <param name="pairs">How many pairs of eights.</param>
    public LaneSums(
        Point8<FieldPair<TField>>* points,
        FieldPair<TField>* divisors,
        FieldPair<TField>* inverses,
        byte* exceptions,
        int pairs)
    {
        _points = points;
        _divisors = divisors;
        _inverses = inverses;
        _exceptions = exceptions;
        _pairs = pairs;
        new Span<byte>(exceptions, 2 * pairs).Clear();
    }

    /// <summary>Adds up entries; the sums of pair p are left in point p.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="upcoming">What to ask for meanwhile.</param>
    public void Add(in LaneEntries entries, ref EntryRequests upcoming)
    {
        var level = new TreeLevel(entries.First, entries.Second, entries.First, (entries.First + 1) / 2);
        AddEntries(level, entries, ref upcoming);
        for (level = level.Next; level.Points > 1; level = level.Next)
        {
            if (level is { First: 1, Second: 1 })
            {
                TurnSecond(level.SecondTo);
                level = new TreeLevel(First: 2, Second: 0, SecondFrom: 2, SecondTo: 1);
            }

            AddPoints(level, ref upcoming);
        }
    }

    private void AddEntries(TreeLevel level, in LaneEntries entries, ref EntryRequests upcoming)
    {
        var t = 0;
        for (var k = 0; k < level.Pairs; k++)
        {
            var at = level.PairAt(k);
            for (var pair = 0; pair < _pairs; pair++, t++)
            {
                LoadX(entries, pair, at, out var left);
                LoadX(entries, pair, at + 1, out var right);
                SetDivisor(t, pair, left, right);
            }
        }

        SharedInversion<TField>.InvertVar(_divisors, t, _inverses);
        t = 0;
        for (var k = 0; k < level.Pairs; k++)
        {
            var at = level.PairAt(k);
            var sums = _points + (level.SumAt(k) * _pairs);
            for (var pair = 0; pair < _pairs; pair++, t++)
            {
                Load(entries, pair, at, out var left);
                Load(entries, pair, at + 1, out var right);
                Point8<FieldPair<TField>>.Add(left, right, _inverses[t], out sums[pair]);
                upcoming.Ask(EntriesPerAddition);
            }
        }

        LoadLast(entries, level.First, from: 0, to: 0);
        LoadLast(entries, level.Second, level.SecondFrom, level.SecondTo);
    }

    private void AddPoints(TreeLevel level, ref EntryRequests upcoming)
    {
        var t = 0;
        for (var k = 0; k < level.Pairs; k++)
        {
            var left = _points + (level.PairAt(k) * _pairs);
            var right = left + _pairs;
            for (var pair = 0; pair < _pairs; pair++, t++)
            {
                SetDivisor(t, pair, left[pair].X, right[pair].X);
            }
        }

        // The sum of pair k takes the place of point k, which was read before, as half of pair k / 2.
        SharedInversion<TField>.InvertVar(_divisors, t, _inverses);
        t = 0;
        for (var k = 0; k < level.Pairs; k++)
        {
            var left = _points + (level.PairAt(k) * _pairs);
            var right = left + _pairs;
            var sums = _points + (level.SumAt(k) * _pairs);
            for (var pair = 0; pair < _pairs; pair++, t++)
            {
                Point8<FieldPair<TField>>.Add(left[pair], right[pair], _inverses[t], out sums[pair]);
                upcoming.Ask(EntriesPerAddition);
            }
        }

        MoveLast(level.First, from: 0, to: 0);
        MoveLast(level.Second, level.SecondFrom, level.SecondTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetDivisor(int t, int pair, in FieldPair<TField> left, in FieldPair<TField> right)
    {
        ref var divisor = ref _divisors[t];
        FieldPair<TField>.Subtract(right, left, out divisor);
        var first = TField.ZeroLanes(divisor.First);
        var second = TField.ZeroLanes(divisor.Second);
        if ((first | second) != 0)
        {
            ReplaceZeros(first, ref divisor.First);
            ReplaceZeros(second, ref divisor.Second);
            _exceptions[2 * pair] |= first;
            _exceptions[(2 * pair) + 1] |= second;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReplaceZeros(byte zeros, ref TField divisor)
    {
        TField.Broadcast(FieldElement.One, out var one);
        TField.Select(zeros, one, divisor, out divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadX(in LaneEntries entries, int pair, int entry, out FieldPair<TField> x)
    {
        TField.LoadPoints(entries.AddressesAt(2 * pair, entry), out x.First, out _);
        TField.LoadPoints(entries.AddressesAt((2 * pair) + 1, entry), out x.Second, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(in LaneEntries entries, int pair, int entry, out Point8<FieldPair<TField>> point)
    {
        TField.LoadPoints(entries.AddressesAt(2 * pair, entry), out point.X.First, out point.Y.First);
        TField.NegateWhere(*entries.NegativeAt(2 * pair, entry), point.Y.First, out point.Y.First);
        TField.LoadPoints(entries.AddressesAt((2 * pair) + 1, entry), out point.X.Second, out point.Y.Second);
        TField.NegateWhere(*entries.NegativeAt((2 * pair) + 1, entry), point.Y.Second, out point.Y.Second);
    }

    private void LoadLast(in LaneEntries entries, int count, int from, int to)
    {
        if (count % 2 != 0)
        {
            for (var pair = 0; pair < _pairs; pair++)
            {
                Load(entries, pair, from + count - 1, out _points[((to + (count / 2)) * _pairs) + pair]);
            }
        }
    }

    private void MoveLast(int count, int from, int to)
    {
        if (count % 2 != 0)
        {
            new ReadOnlySpan<Point8<FieldPair<TField>>>(_points + ((from + count - 1) * _pairs), _pairs)
                .CopyTo(new Span<Point8<FieldPair<TField>>>(_points + ((to + (count / 2)) * _pairs), _pairs));
        }
    }

    /// <summary>Multiplies the second part's sums by λ and puts them behind those of the first. It takes one multiplication,
    /// of x by β, because it is done once, on the sum, instead of on each entry.</summary>
    private void TurnSecond(int from)
    {
        FieldPair<TField>.Broadcast(AffinePoint.Beta, out var beta);
        for (var pair = 0; pair < _pairs; pair++)
        {
            ref var point = ref _points[(from * _pairs) + pair];
            FieldPair<TField>.Multiply(point.X, beta, out _points[_pairs + pair].X);
            _points[_pairs + pair].Y = point.Y;
        }
    }
}
