namespace SettleEngine.Core.Crypto;

/// <summary>Inverses modulo an odd number, by the division steps of Bernstein and Yang, 62 at a time.</summary>
/// <remarks>
/// f starts as the modulus and g as the value. A step looks at the lowest bits of both only, so 62 steps can be worked
/// out on single limbs as a matrix (u v; q r), which is then applied to the long f and g, and, modulo the modulus, to d
/// and e, for which d × value ≡ f and e × value ≡ g throughout. When g is 0, f is ±1 and d is the inverse up to sign.
/// Numbers are in two's complement of 320 bits: entries of the matrix satisfy |u| + |v| ≤ 2⁶² and |q| + |r| ≤ 2⁶², so no
/// intermediate leaves 319 bits and a sign. Time depends on the value.
/// </remarks>
internal static class ModularInverse
{
    private const int StepsPerRound = 62;
    private const ulong LowMask = (1UL << StepsPerRound) - 1;
    private const int Limbs = 5;

    /// <summary>Replaces a value by its inverse.</summary>
    /// <param name="value">Four limbs, least first; below the modulus and coprime to it.</param>
    /// <param name="modulus">Five limbs, least first, the last one 0; odd.</param>
    /// <param name="negatedInverse">−modulus⁻¹ modulo 2⁶⁴.</param>
    public static void InvertVar(Span<ulong> value, ReadOnlySpan<ulong> modulus, ulong negatedInverse)
    {
        Span<ulong> f = stackalloc ulong[Limbs];
        Span<ulong> g = stackalloc ulong[Limbs];
        Span<ulong> d = stackalloc ulong[Limbs];
        Span<ulong> e = stackalloc ulong[Limbs];
        Span<ulong> first = stackalloc ulong[Limbs];
        Span<ulong> second = stackalloc ulong[Limbs];
        modulus.CopyTo(f);
        value.CopyTo(g);
        g[Limbs - 1] = 0;
        d.Clear();
        e.Clear();
        e[0] = 1;

        var eta = -1;
        while ((g[0] | g[1] | g[2] | g[3] | g[4]) != 0)
        {
            var matrix = StepMatrix.Compute(ref eta, f[0], g[0], StepsPerRound);

            Combine(matrix.U, f, matrix.V, g, first);
            Combine(matrix.Q, f, matrix.R, g, second);
            ShiftRight(first, f);
            ShiftRight(second, g);

            Combine(matrix.U, d, matrix.V, e, first);
            Combine(matrix.Q, d, matrix.R, e, second);
            ShiftRightModulo(first, modulus, negatedInverse, d);
            ShiftRightModulo(second, modulus, negatedInverse, e);
        }

        // f is 1 or −1; the sign moves to d, which is not 0 because f is not.
        if ((long)f[Limbs - 1] < 0)
        {
            ulong borrow = 0;
            for (var i = 0; i < value.Length; i++)
            {
                value[i] = Wide.Subtract(modulus[i], d[i], ref borrow);
            }
        }
        else
        {
            d[..value.Length].CopyTo(value);
        }
    }

    /// <summary>result = u × x + v × y modulo 2³²⁰, in two's complement.</summary>
    private static void Combine(long u, ReadOnlySpan<ulong> x, long v, ReadOnlySpan<ulong> y, Span<ulong> result)
    {
        ulong carryX = 0, carryY = 0, carry = 0;
        ulong borrowX = 0, borrowY = 0, previousX = 0, previousY = 0;
        var signU = (ulong)(u >> 63);
        var signV = (ulong)(v >> 63);
        for (var i = 0; i < Limbs; i++)
        {
            // A negative factor read as unsigned is 2⁶⁴ too large: the number, one limb up, is taken off again.
            var limbX = Wide.MultiplyAdd(x[i], (ulong)u, ref carryX);
            limbX = Wide.Subtract(limbX, previousX & signU, ref borrowX);
            previousX = x[i];
            var limbY = Wide.MultiplyAdd(y[i], (ulong)v, ref carryY);
            limbY = Wide.Subtract(limbY, previousY & signV, ref borrowY);
            previousY = y[i];
            result[i] = Wide.Add(limbX, limbY, ref carry);
        }
    }

    private static void ShiftRight(ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        for (var i = 0; i < Limbs - 1; i++)
        {
            to[i] = (from[i] >> StepsPerRound) | (from[i + 1] << (64 - StepsPerRound));
        }

        to[Limbs - 1] = (ulong)((long)from[Limbs - 1] >> StepsPerRound);
    }

    /// <summary>Divides by 2⁶² modulo the modulus: a multiple of the modulus makes the low bits zero first. The operand
    /// lies between ∓2⁶² times the modulus, so the quotient lies between minus once and twice the modulus.</summary>
    private static void ShiftRightModulo(
        Span<ulong> from, ReadOnlySpan<ulong> modulus, ulong negatedInverse, Span<ulong> to)
    {
        var factor = (from[0] * negatedInverse) & LowMask;
        ulong carry = 0;
        for (var i = 0; i < Limbs; i++)
        {
            from[i] = Wide.MultiplyAdd(modulus[i], factor, from[i], ref carry);
        }

        ShiftRight(from, to);
        carry = 0;
        if ((long)to[Limbs - 1] < 0)
        {
            for (var i = 0; i < Limbs; i++)
            {
                to[i] = Wide.Add(to[i], modulus[i], ref carry);
            }
        }
        else if (!IsBelow(to, modulus))
        {
            for (var i = 0; i < Limbs; i++)
            {
                to[i] = Wide.Subtract(to[i], modulus[i], ref carry);
            }
        }
    }

    private static bool IsBelow(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (var i = Limbs - 1; i >= 0; i--)
        {
            if (left[i] != right[i])
            {
                return left[i] < right[i];
            }
        }

        return false;
    }
}
