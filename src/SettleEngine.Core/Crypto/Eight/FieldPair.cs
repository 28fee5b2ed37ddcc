using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Two times eight field elements, so that every operation comes twice, on operands that do not wait for each
/// other.</summary>
/// <remarks>A formula is a chain of products, and a product that waits for the one before takes half as long again as one
/// that does not. With pairs a doubling takes a sixth less time for each element (KeyRecoveryBenchmarks).</remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
internal struct FieldPair<TField> : IFieldArithmetic<FieldPair<TField>>
    where TField : unmanaged, IField8<TField>
{
    public TField First;
    public TField Second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(
        in FieldPair<TField> left, in FieldPair<TField> right, out FieldPair<TField> product)
    {
        TField.Multiply(left.First, right.First, out product.First);
        TField.Multiply(left.Second, right.Second, out product.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(in FieldPair<TField> value, out FieldPair<TField> square)
    {
        TField.Square(value.First, out square.First);
        TField.Square(value.Second, out square.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in FieldPair<TField> left, in FieldPair<TField> right, out FieldPair<TField> sum)
    {
        TField.Add(left.First, right.First, out sum.First);
        TField.Add(left.Second, right.Second, out sum.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(
        in FieldPair<TField> left, in FieldPair<TField> right, out FieldPair<TField> difference)
    {
        TField.Subtract(left.First, right.First, out difference.First);
        TField.Subtract(left.Second, right.Second, out difference.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplySubtract(
        in FieldPair<TField> left,
        in FieldPair<TField> right,
        in FieldPair<TField> subtrahend,
        out FieldPair<TField> difference)
    {
        TField.MultiplySubtract(left.First, right.First, subtrahend.First, out difference.First);
        TField.MultiplySubtract(left.Second, right.Second, subtrahend.Second, out difference.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SquareSubtract(
        in FieldPair<TField> value,
        in FieldPair<TField> first,
        in FieldPair<TField> second,
        out FieldPair<TField> difference)
    {
        TField.SquareSubtract(value.First, first.First, second.First, out difference.First);
        TField.SquareSubtract(value.Second, first.Second, second.Second, out difference.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Triple(in FieldPair<TField> value, out FieldPair<TField> tripled)
    {
        TField.Triple(value.First, out tripled.First);
        TField.Triple(value.Second, out tripled.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Broadcast(in FieldElement element, out FieldPair<TField> value)
    {
        TField.Broadcast(element, out value.First);
        value.Second = value.First;
    }
}
