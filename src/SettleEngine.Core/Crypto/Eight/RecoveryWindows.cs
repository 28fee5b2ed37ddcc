using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>What each window of u₂ R adds: an odd multiple of R for the first half of u₂ and one of λ R for the second.</summary>
/// <remarks>
/// <para>The two are added up beforehand, in affine form, for all windows of several pairs of eights with one inversion, so
/// that the main loop, which is Jacobian, makes one addition for each window and not two: an affine one, division
/// included, takes two thirds of the time (KeyRecoveryBenchmarks).</para>
/// <para>No divisor is zero: a R and b λ R with a and b odd and at most 31 have the same x only if a = ± b λ modulo n, but
/// no a + b λ as short is a multiple of n.</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal readonly unsafe ref struct RecoveryWindows<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = 8;
    private const int DigitsPerEight = OddHalves.Digits * Lanes;

    private readonly Point8<FieldPair<TField>>* _sums;
    private readonly FieldPair<TField>* _divisors;
    private readonly FieldPair<TField>* _inverses;

    /// <summary>Takes memory.</summary>
    /// <param name="sums">Room for <see cref="OddHalves.Windows"/> points for each pair that is added up together.</param>
    /// <param name="divisors">Room for as many.</param>
    /// <param name="inverses">Room for one more.</param>
    public RecoveryWindows(
        Point8<FieldPair<TField>>* sums, FieldPair<TField>* divisors, FieldPair<TField>* inverses)
    {
        _sums = sums;
        _divisors = divisors;
        _inverses = inverses;
    }

    /// <summary>Computes the sums of some pairs; those of each follow each other, the lowest window first. In place of y they
    /// have 2 y.</summary>
    /// <param name="tables">The first pair's tables (<see cref="RecoveryTables{TField}"/>).</param>
    /// <param name="digits">The first pair's digits (<see cref="OddHalves"/>), each eight's behind the one before.</param>
    /// <param name="negative">Their signs.</param>
    /// <param name="pairs">How many pairs.</param>
    public void Add(AffinePoint* tables, byte* digits, byte* negative, int pairs)
    {
        TField.Broadcast(AffinePoint.Beta, out var beta);
        var count = 0;
        for (var pair = 0; pair < pairs; pair++)
        {
            var table = tables + (2 * pair * RecoveryTables<TField>.PointsPerEight);
            for (var window = 0; window < OddHalves.Windows; window++, count++)
            {
                var at = digits + (2 * pair * DigitsPerEight) + (2 * Lanes * window);
                ref var divisor = ref _divisors[count];
                ref var turned = ref _sums[count].X;
                Divide(table, at, beta, out turned.First, out divisor.First);
                Divide(
                    table + RecoveryTables<TField>.PointsPerEight,
                    at + DigitsPerEight,
                    beta,
                    out turned.Second,
                    out divisor.Second);
            }
        }

        SharedInversion<TField>.InvertVar(_divisors, count, _inverses);
        count = 0;
        Point8<FieldPair<TField>> left, right;
        for (var pair = 0; pair < pairs; pair++)
        {
            var table = tables + (2 * pair * RecoveryTables<TField>.PointsPerEight);
            for (var window = 0; window < OddHalves.Windows; window++, count++)
            {
                var at = digits + (2 * pair * DigitsPerEight) + (2 * Lanes * window);
                var signs = negative + (2 * pair * OddHalves.Digits) + (2 * window);
                Load(table, at, signs, out left.X.First, out left.Y.First, out right.Y.First);
                Load(
                    table + RecoveryTables<TField>.PointsPerEight,
                    at + DigitsPerEight,
                    signs + OddHalves.Digits,
                    out left.X.Second,
                    out left.Y.Second,
                    out right.Y.Second);
                right.X = _sums[count].X;
                Point8<FieldPair<TField>>.Add(left, right, _inverses[count], out _sums[count]);
                FieldPair<TField>.Add(_sums[count].Y, _sums[count].Y, out _sums[count].Y);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Divide(
        AffinePoint* table, byte* digits, in TField beta, out TField turned, out TField divisor)
    {
        var slots = stackalloc AffinePoint*[Lanes];
        TField.LoadPoints(LaneSlots.Pick(slots, table, digits + Lanes), out var x, out _);
        TField.Multiply(x, beta, out turned);
        TField.LoadPoints(LaneSlots.Pick(slots, table, digits), out x, out _);
        TField.Subtract(turned, x, out divisor);
    }

    private static void Load(
        AffinePoint* table, byte* digits, byte* negative, out TField x, out TField y, out TField turnedY)
    {
        var slots = stackalloc AffinePoint*[Lanes];
        TField.LoadPoints(LaneSlots.Pick(slots, table, digits), out x, out y);
        TField.NegateWhere(negative[0], y, out y);
        TField.LoadPoints(LaneSlots.Pick(slots, table, digits + Lanes), out _, out turnedY);
        TField.NegateWhere(negative[1], turnedY, out turnedY);
    }
}
