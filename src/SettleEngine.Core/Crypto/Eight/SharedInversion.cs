using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Many inverses for the price of one and three multiplications each (Montgomery's trick).</summary>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal static unsafe class SharedInversion<TField>
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Inverts values; none may be zero in any lane.</summary>
    /// <remarks>Element i + 1 becomes the product of the values up to i; the last product is inverted, and from the end that
    /// inverse times element i, the product of the values before, is the inverse of value i, and times value i it is the
    /// inverse of element i.</remarks>
    /// <param name="values">The values.</param>
    /// <param name="count">How many.</param>
    /// <param name="inverses">Receives the inverses; has room for one more.</param>
    public static void InvertVar(FieldPair<TField>* values, int count, FieldPair<TField>* inverses)
    {
        FieldPair<TField>.Broadcast(FieldElement.One, out inverses[0]);
        for (var i = 0; i < count; i++)
        {
            FieldPair<TField>.Multiply(inverses[i], values[i], out inverses[i + 1]);
        }

        TField.Multiply(inverses[count].First, inverses[count].Second, out var product);
        LaneInversion<TField>.InvertVar(product, out var inverse);
        FieldPair<TField> rest;
        TField.Multiply(inverse, inverses[count].Second, out rest.First);
        TField.Multiply(inverse, inverses[count].First, out rest.Second);
        for (var i = count - 1; i >= 0; i--)
        {
            FieldPair<TField>.Multiply(rest, inverses[i], out inverses[i]);
            FieldPair<TField>.Multiply(rest, values[i], out rest);
        }
    }
}
