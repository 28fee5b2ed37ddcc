using System.Numerics;
using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The odd multiples R, 3 R, … 31 R of each lane's point, for many pairs of eights at once.</summary>
/// <remarks>
/// <para>Three rounds, in each of which all share an inversion. 1. R is doubled four times in Jacobian form, and 2 R, 4 R,
/// 8 R and 16 R are divided by their Z. 2. and 3. Sums of known multiples, mostly a sum and the difference of the same
/// two, which have the same divisor, the difference of x. That is 11 divisors for 16 multiples; a chain of additions would
/// have 15, or be Jacobian (KeyRecoveryBenchmarks).</para>
/// <para>No divisor is zero: a and b below n have the same x for a R and b R only if a = ± b modulo n.</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal readonly unsafe ref struct RecoveryTables<TField>
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Points of an eight: 16 odd multiples in order, each for all lanes, and behind them the five even ones that
    /// they are made of.</summary>
    public const int PointsPerEight = Rows * Lanes;

    /// <summary>Most divisors of a pair of eights in a round.</summary>
    public const int DivisorsPerPair = 6;

    private const int Lanes = 8;
    private const int OddRows = 16;
    private const int Rows = OddRows + 5;
    private const int Doublings = 4;

    private readonly AffinePoint* _tables;
    private readonly int _pairs;
    private readonly FieldPair<TField>* _divisors;
    private readonly FieldPair<TField>* _inverses;

    /// <summary>Takes memory.</summary>
    /// <param name="tables">Twice <see cref="PointsPerEight"/> for each pair; hold R in the first entries.</param>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="divisors">Room for <see cref="DivisorsPerPair"/> for each pair.</param>
    /// <param name="inverses">Room for one more.</param>
    public RecoveryTables(AffinePoint* tables, int pairs, FieldPair<TField>* divisors, FieldPair<TField>* inverses)
    {
        _tables = tables;
        _pairs = pairs;
        _divisors = divisors;
        _inverses = inverses;
    }

    /// <summary>Two multiples, then their sum, then their difference or 0.</summary>
    private static ReadOnlySpan<byte> SecondRound =>
    [
        2, 1, 3, 0,
        4, 1, 5, 0,
        8, 1, 9, 7,
        16, 1, 17, 15,
        16, 8, 24, 0,
    ];

    /// <inheritdoc cref="SecondRound"/>
    private static ReadOnlySpan<byte> ThirdRound =>
    [
        16, 3, 19, 13,
        16, 5, 21, 11,
        24, 1, 25, 23,
        24, 3, 27, 0,
        24, 5, 29, 0,
        24, 7, 31, 0,
    ];

    /// <summary>Fills the tables.</summary>
    public void Fill()
    {
        DoubleAll();
        AddAll(SecondRound);
        AddAll(ThirdRound);
    }

    private void DoubleAll()
    {
        var count = 0;
        for (var pair = 0; pair < _pairs; pair++)
        {
            Load(pair, 1, out var start);
            JacobianPoint8<FieldPair<TField>> point;
            point.X = start.X;
            FieldPair<TField>.Add(start.Y, start.Y, out point.W);
            FieldPair<TField>.Broadcast(FieldElement.One, out point.Z);
            for (var i = 0; i < Doublings; i++, count++)
            {
                JacobianPoint8<FieldPair<TField>>.Double(ref point);
                Store(pair, 2 << i, point.X, point.W);
                FieldPair<TField>.Add(point.Z, point.Z, out _divisors[count]);
            }
        }

        SharedInversion<TField>.InvertVar(_divisors, count, _inverses);
        count = 0;
        for (var pair = 0; pair < _pairs; pair++)
        {
            for (var i = 0; i < Doublings; i++, count++)
            {
                JacobianPoint8<FieldPair<TField>> point;
                Unsafe.SkipInit(out point);
                Load(pair, 2 << i, out var stored);
                point.X = stored.X;
                point.W = stored.Y;
                JacobianPoint8<FieldPair<TField>>.ToAffine(point, _inverses[count], out var x, out var y);
                Store(pair, 2 << i, x, y);
            }
        }
    }

    private void AddAll(ReadOnlySpan<byte> round)
    {
        var count = 0;
        for (var pair = 0; pair < _pairs; pair++)
        {
            for (var i = 0; i < round.Length; i += 4, count++)
            {
                Load(pair, round[i], out var left);
                Load(pair, round[i + 1], out var right);
                FieldPair<TField>.Subtract(right.X, left.X, out _divisors[count]);
            }
        }

        SharedInversion<TField>.InvertVar(_divisors, count, _inverses);
        FieldPair<TField>.Broadcast(default, out var zero);
        count = 0;
        for (var pair = 0; pair < _pairs; pair++)
        {
            for (var i = 0; i < round.Length; i += 4, count++)
            {
                Load(pair, round[i], out var left);
                Load(pair, round[i + 1], out var right);
                Point8<FieldPair<TField>>.Add(left, right, _inverses[count], out var sum);
                Store(pair, round[i + 2], sum.X, sum.Y);
                if (round[i + 3] != 0)
                {
                    FieldPair<TField>.Subtract(zero, right.Y, out right.Y);
                    Point8<FieldPair<TField>>.Add(left, right, _inverses[count], out sum);
                    Store(pair, round[i + 3], sum.X, sum.Y);
                }
            }
        }
    }

    private void Load(int pair, int multiple, out Point8<FieldPair<TField>> points)
    {
        var slots = stackalloc AffinePoint*[Lanes];
        TField.LoadPoints(Row(2 * pair, multiple, slots), out points.X.First, out points.Y.First);
        TField.LoadPoints(Row((2 * pair) + 1, multiple, slots), out points.X.Second, out points.Y.Second);
    }

    private void Store(int pair, int multiple, in FieldPair<TField> x, in FieldPair<TField> y)
    {
        var slots = stackalloc AffinePoint*[Lanes];
        TField.StorePoints(x.First, y.First, Row(2 * pair, multiple, slots));
        TField.StorePoints(x.Second, y.Second, Row((2 * pair) + 1, multiple, slots));
    }

    private AffinePoint** Row(int eight, int multiple, AffinePoint** slots)
    {
        var row = (multiple & 1) != 0
            ? multiple >> 1
            : OddRows + (multiple == 24 ? 0 : BitOperations.Log2((uint)multiple));
        return LaneSlots.Fill(slots, _tables + (eight * PointsPerEight) + (row * Lanes));
    }
}
