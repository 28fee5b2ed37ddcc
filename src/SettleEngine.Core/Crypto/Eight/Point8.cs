using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Affine points side by side.</summary>
/// <typeparam name="TField">Field elements side by side.</typeparam>
[SkipLocalsInit]
internal struct Point8<TField>
    where TField : unmanaged, IFieldArithmetic<TField>
{
    public TField X;
    public TField Y;

    /// <summary>Adds points of different x, lane by lane. With L = (y₂ − y₁) / (x₂ − x₁): x = L² − x₁ − x₂ and
    /// y = L (x₁ − x) − y₁.</summary>
    /// <param name="left">The first points.</param>
    /// <param name="right">The second points.</param>
    /// <param name="inverse">1 / (x₂ − x₁).</param>
    /// <param name="sum">The sums; may be one of the operands.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(
        in Point8<TField> left, in Point8<TField> right, in TField inverse, out Point8<TField> sum)
    {
        TField.Subtract(right.Y, left.Y, out var slope);
        TField.Multiply(slope, inverse, out slope);
        TField.SquareSubtract(slope, left.X, right.X, out var x);
        TField.Subtract(left.X, x, out var y);
        TField.MultiplySubtract(slope, y, left.Y, out sum.Y);
        sum.X = x;
    }
}
