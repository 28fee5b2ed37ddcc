using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SettleEngine.Core.Crypto;

/// <summary>Products of 64-bit limbs with their carries, the inner steps of long multiplication.</summary>
/// <remarks>No result overflows: (2⁶⁴ − 1)² + 2 × (2⁶⁴ − 1) = 2¹²⁸ − 1.</remarks>
internal static class Wide
{
    /// <summary>Low half of <c>left × right + carry</c>; the carry becomes the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong left, ulong right, ref ulong carry)
    {
        var high = High(left, right);
        var low = left * right;
        low += carry;
        carry = high + (low < carry ? 1UL : 0);
        return low;
    }

    /// <summary>Low half of <c>left × right + addend + carry</c>; the carry becomes the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong left, ulong right, ulong addend, ref ulong carry)
    {
        var high = High(left, right);
        var low = left * right;
        low += addend;
        high += low < addend ? 1UL : 0;
        low += carry;
        carry = high + (low < carry ? 1UL : 0);
        return low;
    }

    /// <summary>Adds a limb's square and a carry of 0 or 1 to a pair of limbs; the carry becomes the pair's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSquare(ref ulong low, ref ulong high, ulong limb, ref ulong carry)
    {
        var squareHigh = High(limb, limb);
        var squareLow = limb * limb;
        low += carry;
        squareHigh += low < carry ? 1UL : 0;
        low += squareLow;
        squareHigh += low < squareLow ? 1UL : 0;
        high += squareHigh;
        carry = high < squareHigh ? 1UL : 0;
    }

    /// <summary>Adds two limbs and a carry of 0 or 1; the carry becomes that of the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong left, ulong right, ref ulong carry)
    {
        var sum = left + carry;
        carry = sum < carry ? 1UL : 0;
        sum += right;
        carry += sum < right ? 1UL : 0;
        return sum;
    }

    /// <summary>Subtracts a limb and a borrow of 0 or 1; the borrow becomes that of the difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong left, ulong right, ref ulong borrow)
    {
        var difference = left - right;
        var next = left < right ? 1UL : 0;
        next += difference < borrow ? 1UL : 0;
        difference -= borrow;
        borrow = next;
        return difference;
    }

    /// <summary>High half of a product.</summary>
    /// <remarks>The form that gives both halves passes the low one through memory. Multiplying twice instead takes a third off
    /// a whole recovery (RecoverBenchmarks), because multiplications overlap and that detour does not.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong left, ulong right) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : Math.BigMul(left, right, out _);
}
