using System.Buffers.Binary;

namespace SettleEngine.Core.Primitives;

/// <summary>An unsigned 256-bit integer, the word of the EVM. Arithmetic is checked: money never wraps.</summary>
public readonly record struct UInt256 : IComparable<UInt256>
{
    /// <summary>Bytes of a word.</summary>
    public const int Size = 32;

    /// <summary>Most decimal digits a word can have: 2²⁵⁶ − 1 has 78.</summary>
    public const int MaxDecimalDigits = 78;

    private readonly ulong _limb0;
    private readonly ulong _limb1;
    private readonly ulong _limb2;
    private readonly ulong _limb3;

    /// <summary>Builds a word from four limbs.</summary>
    /// <param name="limb3">Most significant 64 bits.</param>
    /// <param name="limb2">Next 64 bits.</param>
    /// <param name="limb1">Next 64 bits.</param>
    /// <param name="limb0">Least significant 64 bits.</param>
    public UInt256(ulong limb3, ulong limb2, ulong limb1, ulong limb0)
    {
        _limb0 = limb0;
        _limb1 = limb1;
        _limb2 = limb2;
        _limb3 = limb3;
    }

    /// <summary>Reads 32 big-endian bytes.</summary>
    /// <param name="bigEndian">At least 32 bytes; the first 32 are read.</param>
    public UInt256(ReadOnlySpan<byte> bigEndian)
        : this(
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[24..]))
    {
    }

    /// <summary>2²⁵⁶ − 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (_limb0 | _limb1 | _limb2 | _limb3) == 0;

    /// <summary>Whether the value is below 2⁶⁴.</summary>
    public bool FitsUInt64 => (_limb1 | _limb2 | _limb3) == 0;

    /// <summary>The least significant 64 bits.</summary>
    public ulong Low64 => _limb0;

    /// <summary>Widens a 64-bit value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator UInt256(ulong value) => new(0, 0, 0, value);

    /// <summary>Adds two words.</summary>
    /// <param name="left">A summand.</param>
    /// <param name="right">A summand.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="OverflowException">The sum needs more than 256 bits.</exception>
    public static UInt256 operator +(UInt256 left, UInt256 right) =>
        TryAdd(left, right, out var sum) ? sum : throw new OverflowException("The sum needs more than 256 bits.");

    /// <summary>Subtracts a word from another.</summary>
    /// <param name="left">The minuend.</param>
    /// <param name="right">The subtrahend.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="OverflowException">The difference is negative.</exception>
    public static UInt256 operator -(UInt256 left, UInt256 right)
    {
        if (left < right)
        {
            throw new OverflowException("The difference is negative.");
        }

        var limb0 = left._limb0 - right._limb0;
        var borrow = left._limb0 < right._limb0 ? 1UL : 0;
        var limb1 = Subtract(left._limb1, right._limb1, ref borrow);
        var limb2 = Subtract(left._limb2, right._limb2, ref borrow);
        return new UInt256(left._limb3 - right._limb3 - borrow, limb2, limb1, limb0);
    }

    /// <summary>Multiplies a word by a 64-bit factor.</summary>
    /// <param name="left">The word.</param>
    /// <param name="right">The factor.</param>
    /// <returns>The product.</returns>
    /// <exception cref="OverflowException">The product needs more than 256 bits.</exception>
    public static UInt256 operator *(UInt256 left, ulong right)
    {
        UInt128 carry = 0;
        var limb0 = Multiply(left._limb0, right, ref carry);
        var limb1 = Multiply(left._limb1, right, ref carry);
        var limb2 = Multiply(left._limb2, right, ref carry);
        var limb3 = Multiply(left._limb3, right, ref carry);
        return carry == 0
            ? new UInt256(limb3, limb2, limb1, limb0)
            : throw new OverflowException("The product needs more than 256 bits.");
    }

    /// <summary>Whether a word is smaller than another.</summary>
    /// <param name="left">The first word.</param>
    /// <param name="right">The second word.</param>
    /// <returns>True when <paramref name="left"/> is smaller.</returns>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Whether a word is greater than another.</summary>
    /// <param name="left">The first word.</param>
    /// <param name="right">The second word.</param>
    /// <returns>True when <paramref name="left"/> is greater.</returns>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Whether a word is at most another.</summary>
    /// <param name="left">The first word.</param>
    /// <param name="right">The second word.</param>
    /// <returns>True when <paramref name="left"/> is not greater.</returns>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a word is at least another.</summary>
    /// <param name="left">The first word.</param>
    /// <param name="right">The second word.</param>
    /// <returns>True when <paramref name="left"/> is not smaller.</returns>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    /// <summary>Adds two words.</summary>
    /// <param name="left">A summand.</param>
    /// <param name="right">A summand.</param>
    /// <param name="sum">The sum modulo 2²⁵⁶.</param>
    /// <returns>Whether the sum fits.</returns>
    public static bool TryAdd(UInt256 left, UInt256 right, out UInt256 sum)
    {
        UInt128 carry = 0;
        var limb0 = Add(left._limb0, right._limb0, ref carry);
        var limb1 = Add(left._limb1, right._limb1, ref carry);
        var limb2 = Add(left._limb2, right._limb2, ref carry);
        var limb3 = Add(left._limb3, right._limb3, ref carry);
        sum = new UInt256(limb3, limb2, limb1, limb0);
        return carry == 0;
    }

    /// <summary>Reads decimal digits: <c>0</c>, or a digit 1 to 9 and up to 77 more. No sign, space, exponent or leading
    /// zero, so that a number has one spelling.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether the text had this form and the value is below 2²⁵⁶.</returns>
    public static bool TryParseDecimal(ReadOnlySpan<byte> utf8, out UInt256 value)
    {
        value = default;
        if (utf8.Length is 0 or > MaxDecimalDigits || (utf8[0] == '0' && utf8.Length > 1))
        {
            return false;
        }

        ulong limb0 = 0, limb1 = 0, limb2 = 0, limb3 = 0;
        foreach (var character in utf8)
        {
            if (character is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            UInt128 carry = (ulong)(character - '0');
            limb0 = Multiply(limb0, 10, ref carry);
            limb1 = Multiply(limb1, 10, ref carry);
            limb2 = Multiply(limb2, 10, ref carry);
            limb3 = Multiply(limb3, 10, ref carry);
            if (carry != 0)
            {
                return false;
            }
        }

        value = new UInt256(limb3, limb2, limb1, limb0);
        return true;
    }

    /// <inheritdoc cref="TryParseDecimal(ReadOnlySpan{byte}, out UInt256)"/>
    public static bool TryParseDecimal(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        Span<byte> utf8 = stackalloc byte[MaxDecimalDigits];
        if (text.Length > MaxDecimalDigits)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            // A character beyond ASCII must not turn into a digit when it is narrowed.
            utf8[i] = text[i] <= '9' ? (byte)text[i] : (byte)'x';
        }

        return TryParseDecimal(utf8[..text.Length], out value);
    }

    /// <summary>Writes 32 big-endian bytes.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _limb3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _limb2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _limb1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _limb0);
    }

    /// <inheritdoc/>
    public int CompareTo(UInt256 other)
    {
        var order = _limb3.CompareTo(other._limb3);
        order = order != 0 ? order : _limb2.CompareTo(other._limb2);
        order = order != 0 ? order : _limb1.CompareTo(other._limb1);
        return order != 0 ? order : _limb0.CompareTo(other._limb0);
    }

    /// <summary>The value in decimal digits.</summary>
    /// <returns>1 to 78 characters.</returns>
    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[MaxDecimalDigits];
        return System.Text.Encoding.ASCII.GetString(utf8[..WriteDecimal(utf8)]);
    }

    /// <summary>Writes the value in decimal digits.</summary>
    /// <param name="utf8">At least <see cref="MaxDecimalDigits"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int WriteDecimal(Span<byte> utf8)
    {
        ulong limb0 = _limb0, limb1 = _limb1, limb2 = _limb2, limb3 = _limb3;
        Span<byte> reversed = stackalloc byte[MaxDecimalDigits];
        var length = 0;
        do
        {
            ulong remainder = 0;
            limb3 = Divide(limb3, ref remainder);
            limb2 = Divide(limb2, ref remainder);
            limb1 = Divide(limb1, ref remainder);
            limb0 = Divide(limb0, ref remainder);
            reversed[length++] = (byte)('0' + remainder);
        }
        while ((limb0 | limb1 | limb2 | limb3) != 0);

        for (var i = 0; i < length; i++)
        {
            utf8[i] = reversed[length - 1 - i];
        }

        return length;
    }

    private static ulong Add(ulong left, ulong right, ref UInt128 carry)
    {
        carry += left;
        carry += right;
        var limb = (ulong)carry;
        carry >>= 64;
        return limb;
    }

    private static ulong Subtract(ulong left, ulong right, ref ulong borrow)
    {
        var difference = (UInt128)left - right - borrow;
        borrow = (ulong)(difference >> 64) & 1;
        return (ulong)difference;
    }

    private static ulong Multiply(ulong limb, ulong factor, ref UInt128 carry)
    {
        carry += (UInt128)limb * factor;
        var product = (ulong)carry;
        carry >>= 64;
        return product;
    }

    private static ulong Divide(ulong limb, ref ulong remainder)
    {
        var dividend = ((UInt128)remainder << 64) | limb;
        remainder = (ulong)(dividend % 10);
        return (ulong)(dividend / 10);
    }
}
