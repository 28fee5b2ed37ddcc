using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Points (X / Z², W / 2 Z³) side by side, for chains of additions that cannot wait for a division.</summary>
/// <remarks>
/// <para>W is twice the usual Y. With it a doubling has three sums and differences beside its products instead of eight, each
/// of which costs a sixth of a product (KeyRecoveryBenchmarks).</para>
/// <para>A lane has Z = 0 exactly when its point is infinity or was once lost, and keeps it: both new Z are products with
/// the old one. Nothing here looks for exceptional cases; whoever reads the result finds them all as Z = 0.</para>
/// <para>An addition is exceptional when both points have the same x: H is zero then and so is the new Z, whether they
/// are equal (where the formula fails) or opposite (where infinity is right). A doubling is exceptional when W is zero,
/// which it is for no point of a group of odd order.</para>
/// </remarks>
/// <typeparam name="TLanes">Field elements side by side.</typeparam>
[SkipLocalsInit]
internal struct JacobianPoint8<TLanes>
    where TLanes : unmanaged, IFieldArithmetic<TLanes>
{
    public TLanes X;
    public TLanes W;
    public TLanes Z;

    /// <summary>Doubles the point. The usual formulas, D = 4 X Y², E = 3 X², X' = E² − 2 D, Y' = E (D − X') − 8 Y⁴ and
    /// Z' = 2 Y Z, become D = X W², W' = 2 E (D − X') − W⁴ and Z' = W Z.</summary>
    public static void Double(ref JacobianPoint8<TLanes> point)
    {
        TLanes.Square(point.X, out var xx);
        TLanes.Square(point.W, out var ww);
        TLanes.Multiply(point.W, point.Z, out point.Z);
        TLanes.Triple(xx, out var e);
        TLanes.Multiply(point.X, ww, out var d);
        TLanes.Square(ww, out var wwww);
        TLanes.SquareSubtract(e, d, d, out point.X);
        TLanes.Add(e, e, out e);
        TLanes.Subtract(d, point.X, out d);
        TLanes.MultiplySubtract(e, d, wwww, out point.W);
    }

    /// <summary>Adds the affine points (x, w / 2). With H = x Z² − X, R = w Z³ − W, J = H (2 H)² and V = X (2 H)²:
    /// X' = R² − J − 2 V, Y' = R (V − X') − W J, of which W' is twice, Z' = 2 Z H.</summary>
    public static void Add(ref JacobianPoint8<TLanes> point, in TLanes x, in TLanes w)
    {
        TLanes.Square(point.Z, out var zz);
        TLanes.MultiplySubtract(x, zz, point.X, out var h);
        TLanes.Multiply(point.Z, zz, out var zzz);
        TLanes.Add(h, h, out var twice);
        TLanes.MultiplySubtract(w, zzz, point.W, out var r);
        TLanes.Square(twice, out var i);
        TLanes.Multiply(point.Z, twice, out point.Z);
        TLanes.Multiply(point.X, i, out var v);
        TLanes.Multiply(h, i, out var j);
        TLanes.Add(v, v, out var twoV);
        TLanes.SquareSubtract(r, j, twoV, out point.X);
        TLanes.Multiply(point.W, j, out var wj);
        TLanes.Subtract(v, point.X, out v);
        TLanes.MultiplySubtract(r, v, wj, out r);
        TLanes.Add(r, r, out point.W);
    }

    /// <summary>Divides. With u = 1 / (2 Z): x = X 4 u² and y = W 4 u³.</summary>
    /// <param name="point">The point.</param>
    /// <param name="inverse">1 / (2 Z).</param>
    /// <param name="x">Receives x.</param>
    /// <param name="y">Receives y.</param>
    public static void ToAffine(in JacobianPoint8<TLanes> point, in TLanes inverse, out TLanes x, out TLanes y)
    {
        TLanes.Square(inverse, out var square);
        TLanes.Add(square, square, out square);
        TLanes.Add(square, square, out square);
        TLanes.Multiply(square, inverse, out var cube);
        TLanes.Multiply(point.X, square, out x);
        TLanes.Multiply(point.W, cube, out y);
    }
}
