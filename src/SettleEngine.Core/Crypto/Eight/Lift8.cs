using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Finds the points that belong to given x.</summary>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal static class Lift8<TField>
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Lifts two eights.</summary>
    /// <param name="points">Hold x and receive y. A lane whose x belongs to no point receives the generator.</param>
    /// <param name="odd">The lanes whose y must be odd; bit 8 belongs to lane 0 of the second eight.</param>
    /// <returns>The lanes whose x belongs to no point.</returns>
    public static int Lift(ref Point8<FieldPair<TField>> points, int odd)
    {
        FieldPair<TField>.Broadcast(new FieldElement(0, 0, 0, 7), out var seven);
        FieldPair<TField>.Square(points.X, out var cube);
        FieldPair<TField>.Multiply(cube, points.X, out cube);
        FieldPair<TField>.Add(cube, seven, out cube);
        SquareRoot(cube, out points.Y);
        FieldPair<TField>.Square(points.Y, out var square);
        FieldPair<TField>.Subtract(square, cube, out var difference);
        return Complete(ref points.X.First, ref points.Y.First, difference.First, (byte)odd)
            | (Complete(ref points.X.Second, ref points.Y.Second, difference.Second, (byte)(odd >> 8)) << 8);
    }

    /// <summary>Turns y to its parity and puts the generator where there is no point, which is more than order: what
    /// follows divides by differences that are never zero for points of the curve.</summary>
    private static byte Complete(ref TField x, ref TField y, in TField difference, byte odd)
    {
        TField.Broadcast(AffinePoint.Generator.X, out var generatorX);
        TField.Broadcast(AffinePoint.Generator.Y, out var generatorY);
        var missing = (byte)~TField.ZeroLanes(difference);
        TField.NegateWhere((byte)(TField.OddLanes(y) ^ odd), y, out y);
        TField.Select(missing, generatorX, x, out x);
        TField.Select(missing, generatorY, y, out y);
        return missing;
    }

    /// <summary>The (p + 1) / 4-th power, by the chain of <see cref="FieldRoots"/>.</summary>
    private static void SquareRoot(in FieldPair<TField> value, out FieldPair<TField> root)
    {
        Extend(value, 1, value, out var ones2);
        Extend(ones2, 1, value, out var ones3);
        Extend(ones3, 3, ones3, out var ones6);
        Extend(ones6, 3, ones3, out var ones9);
        Extend(ones9, 2, ones2, out var ones11);
        Extend(ones11, 11, ones11, out var ones22);
        Extend(ones22, 22, ones22, out var ones44);
        Extend(ones44, 44, ones44, out var ones88);
        Extend(ones88, 88, ones88, out var ones176);
        Extend(ones176, 44, ones44, out var ones220);
        Extend(ones220, 3, ones3, out root);
        Extend(root, 23, ones22, out root);
        Extend(root, 6, ones2, out root);
        FieldPair<TField>.Square(root, out root);
        FieldPair<TField>.Square(root, out root);
    }

    private static void Extend(
        in FieldPair<TField> power, int squarings, in FieldPair<TField> factor, out FieldPair<TField> extended)
    {
        FieldPair<TField>.Square(power, out var squared);
        for (var i = 1; i < squarings; i++)
        {
            FieldPair<TField>.Square(squared, out squared);
        }

        FieldPair<TField>.Multiply(squared, factor, out extended);
    }
}
