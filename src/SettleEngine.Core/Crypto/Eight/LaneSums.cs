namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Sums of table entries for many signatures: a tree of affine additions, level by level, with eight signatures in
/// the lanes and several eights side by side.</summary>
/// <remarks>
/// <para>An affine addition divides by x₂ − x₁. All additions of a level, over all the eights, share one inversion: 3
/// multiplications each for the division, 2 and a square for the sum. A running sum would invert as often as it has points,
/// the tree inverts as often as it has levels: 6 times for 48.</para>
/// <para>1. Products. With the divisors d of a level numbered by t, Pₜ = dₜ Pₜ₊₂, from the last to the first: two chains, of
/// even and of odd t, because a product that must wait for the one before takes half as long again.</para>
/// <para>2. P₀ P₁ is inverted; times P₁ that is 1 / P₀, times P₀ it is 1 / P₁.</para>
/// <para>3. Sums, from the first to the last: 1 / dₜ = Pₜ₊₂ (1 / Pₜ) and 1 / Pₜ₊₂ = dₜ (1 / Pₜ). The sum of pair k takes the
/// place of point k, which was read before, with pair k / 2.</para>
/// <para>Exceptions. No entry is infinity, and the formulas hold for finite points unless these are equal or opposite,
/// which is when x₂ − x₁ is zero. So a lane without a zero divisor holds the right sum. A zero makes the lane's product zero:
/// then the level is done with such divisors replaced by 1, and the lane is marked; what it holds from there on is
/// worthless, but finite, and no other lane sees it. On the first level there is no zero: neighbours are d 2ʷⁱ P and
/// d' 2ʷ⁽ⁱ⁺¹⁾ P with odd d and d' below 2ʷ, and d ± 2ʷ d', odd and less than n, is no multiple of n.</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
/// <param name="points">Room for the sums of the first level: half of each part, rounded up, times the eights.</param>
/// <param name="products">Room for four more than the additions of the first level.</param>
/// <param name="exceptions">A byte for each eight, zero at first; receives the lanes that met an exception.</param>
/// <param name="eights">How many eights of signatures.</param>
internal readonly unsafe ref struct LaneSums<TField>(
    Point8<TField>* points, TField* products, byte* exceptions, int eights)
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Adds up the entries; the sum of eight e is left in point e.</summary>
    public void Add(in LaneEntries entries)
    {
        var level = new TreeLevel(entries.First, entries.Second, entries.First, (entries.First + 1) / 2);
        AddEntries(level, entries);
        for (level = level.Next; level.Points > 1; level = level.Next)
        {
            if (level is { First: 1, Second: 1 })
            {
                // Multiplication by λ is a homomorphism, so it is done once, on the sum of the second part.
                TurnSecond(level.SecondTo);
                level = new TreeLevel(First: 2, Second: 0, SecondFrom: 2, SecondTo: 1);
            }

            AddPoints(level);
        }
    }

    private void AddEntries(TreeLevel level, in LaneEntries entries)
    {
        // 1.
        var t = level.Pairs * eights;
        BeginProducts(t);
        for (var k = level.Pairs - 1; k >= 0; k--)
        {
            for (var eight = eights - 1; eight >= 0; eight--)
            {
                TField.LoadPoints(entries.AddressesAt(eight, level.PairAt(k)), out var left, out _);
                TField.LoadPoints(entries.AddressesAt(eight, level.PairAt(k) + 1), out var right, out _);
                TField.Subtract(right, left, out var divisor);
                t--;
                TField.Multiply(products[t + 2], divisor, out products[t]);
            }
        }

        // 2. and 3.
        Invariant.Holds(ZeroLanes() == 0);
        var rests = InvertProducts(level);
        for (var k = 0; k < level.Pairs; k++)
        {
            for (var eight = 0; eight < eights; eight++, t++)
            {
                entries.Load<TField>(eight, level.PairAt(k), out var left);
                entries.Load<TField>(eight, level.PairAt(k) + 1, out var right);
                TField.Subtract(right.X, left.X, out var divisor);
                TField.Multiply(rests[t & 1], products[t + 2], out var inverse);
                TField.Multiply(rests[t & 1], divisor, out rests[t & 1]);
                Point8<TField>.Add(left, right, inverse, out points[(level.SumAt(k) * eights) + eight]);
            }
        }

        for (var eight = 0; eight < eights; eight++)
        {
            if (level.First % 2 != 0)
            {
                entries.Load(eight, level.First - 1, out points[(level.First / 2 * eights) + eight]);
            }

            if (level.Second % 2 != 0)
            {
                entries.Load(eight, level.Points - 1, out points[((level.SecondTo + (level.Second / 2)) * eights) + eight]);
            }
        }
    }

    private void AddPoints(TreeLevel level)
    {
        // 1.
        MultiplyDivisors(level, areReplaced: false);
        var areReplaced = ZeroLanes() != 0;
        if (areReplaced)
        {
            MultiplyDivisors(level, areReplaced: true);
        }

        // 2. and 3.
        var t = 0;
        var rests = InvertProducts(level);
        for (var k = 0; k < level.Pairs; k++)
        {
            var left = points + (level.PairAt(k) * eights);
            var right = left + eights;
            var sum = points + (level.SumAt(k) * eights);
            for (var eight = 0; eight < eights; eight++, t++)
            {
                TField.Subtract(right[eight].X, left[eight].X, out var divisor);
                if (areReplaced)
                {
                    ReplaceZeros(ref divisor);
                }

                TField.Multiply(rests[t & 1], products[t + 2], out var inverse);
                TField.Multiply(rests[t & 1], divisor, out rests[t & 1]);
                Point8<TField>.Add(left[eight], right[eight], inverse, out sum[eight]);
            }
        }

        MoveLast(level.First, from: 0, to: 0);
        MoveLast(level.Second, level.SecondFrom, level.SecondTo);
    }

    private void MultiplyDivisors(TreeLevel level, bool areReplaced)
    {
        var t = level.Pairs * eights;
        BeginProducts(t);
        for (var k = level.Pairs - 1; k >= 0; k--)
        {
            var left = points + (level.PairAt(k) * eights);
            var right = left + eights;
            for (var eight = eights - 1; eight >= 0; eight--)
            {
                TField.Subtract(right[eight].X, left[eight].X, out var divisor);
                if (areReplaced)
                {
                    exceptions[eight] |= ReplaceZeros(ref divisor);
                }

                t--;
                TField.Multiply(products[t + 2], divisor, out products[t]);
            }
        }
    }

    private void BeginProducts(int count)
    {
        TField.Broadcast(FieldElement.One, out products[count]);
        products[count + 1] = products[count];
    }

    /// <summary>The lanes in which some divisor was zero.</summary>
    private byte ZeroLanes() => (byte)(TField.ZeroLanes(products[0]) | TField.ZeroLanes(products[1]));

    /// <summary>2. The inverses of products 0 and 1, which go behind all products.</summary>
    private TField* InvertProducts(TreeLevel level)
    {
        TField.Multiply(products[0], products[1], out var product);
        LaneInversion<TField>.InvertVar(product, out var inverse);
        var rests = products + (level.Pairs * eights) + 2;
        TField.Multiply(inverse, products[1], out rests[0]);
        TField.Multiply(inverse, products[0], out rests[1]);
        return rests;
    }

    private static byte ReplaceZeros(ref TField divisor)
    {
        var zeros = TField.ZeroLanes(divisor);
        if (zeros != 0)
        {
            TField.Broadcast(FieldElement.One, out var one);
            TField.Select(zeros, one, divisor, out divisor);
        }

        return zeros;
    }

    private void MoveLast(int count, int from, int to)
    {
        if (count > 1 && count % 2 != 0)
        {
            new ReadOnlySpan<Point8<TField>>(points + ((from + count - 1) * eights), eights)
                .CopyTo(new Span<Point8<TField>>(points + ((to + (count / 2)) * eights), eights));
        }
    }

    /// <summary>Multiplies the second part's sums by λ, which multiplies x by β, and puts them behind those of the
    /// first.</summary>
    private void TurnSecond(int from)
    {
        TField.Broadcast(AffinePoint.Beta, out var beta);
        for (var eight = 0; eight < eights; eight++)
        {
            ref var point = ref points[(from * eights) + eight];
            TField.Multiply(point.X, beta, out points[eights + eight].X);
            points[eights + eight].Y = point.Y;
        }
    }
}
