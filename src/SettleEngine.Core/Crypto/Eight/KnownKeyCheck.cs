namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Checks of signatures against tables of their signers' keys.</summary>
/// <remarks>
/// <para>The signature (r, s, v) of z is Q's exactly when u₁ G + u₂ Q, with u₁ = z / s and u₂ = r / s, is the point whose x
/// is r and whose parity of y is that of v: this is what recovery solves for Q. Infinity has no x and fails.</para>
/// <para>1. Factors, of the whole group (<see cref="SignatureFactors"/>).</para>
/// <para>2. For each signature the table entries whose sum that point is: 16 of the generator's; with a large table 32 of Q's;
/// with a small one 33 each for the halves k₁ and k₂ of u₂ = k₁ + k₂ λ. They are asked for at once, because tables of many
/// payers are in no cache.</para>
/// <para>3. Their sums (<see cref="LaneSums{TField}"/>), for as many signatures at a time as the second-level cache holds
/// entries and sums of.</para>
/// <para>4. Verdicts. A lane that met an exception is summed up once more, alone (<see cref="SingleSum"/>).</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
internal readonly unsafe ref struct KnownKeyCheck<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = LaneEntries.Lanes;

    /// <summary>Eights of signatures summed up together.</summary>
    private const int MaxEights = 8;

    private const int MaxEntries = GeneratorWindows.Count + (2 * PayerTables.SmallWindows);
    private const int MaxSums = (MaxEntries / 2) + 1;

    private readonly AffinePoint* _generatorTable;
    private readonly SignatureFactors* _factors;
    private readonly Point8<TField>* _sums;
    private readonly TField* _products;
    private readonly AffinePoint** _addresses;
    private readonly byte* _negative;

    /// <summary>Lays out scratch memory: with the 320 bytes of the larger implementation 64 KiB of factors, 210 KiB of sums,
    /// 106 KiB of products, 42 KiB of addresses and signs.</summary>
    /// <param name="generatorTable">Multiples of the generator.</param>
    /// <param name="workspace">Scratch memory.</param>
    public KnownKeyCheck(AffinePoint* generatorTable, byte* workspace)
    {
        _generatorTable = generatorTable;
        _sums = (Point8<TField>*)workspace;
        _products = (TField*)(_sums + (MaxSums * MaxEights));
        _factors = (SignatureFactors*)(_products + (MaxSums * MaxEights) + 4);
        _addresses = (AffinePoint**)(_factors + SignatureKernels.MaxItems);
        _negative = (byte*)(_addresses + (MaxEights * MaxEntries * Lanes));
    }

    /// <summary>Says of each signature whether it is its table's key's.</summary>
    /// <param name="size">The size of all tables.</param>
    /// <param name="items">At least one.</param>
    /// <param name="verdicts">As many.</param>
    public void Check(PayerTableSize size, ReadOnlySpan<KnownSignature> items, Span<bool> verdicts)
    {
        // 1.
        SignatureFactors.Compute(items, new Span<SignatureFactors>(_factors, items.Length));
        var (first, second) = size == PayerTableSize.Large
            ? (GeneratorWindows.Count + PayerTables.LargeWindows, 0)
            : (GeneratorWindows.Count + PayerTables.SmallWindows, PayerTables.SmallWindows);
        var entries = new LaneEntries(_addresses, _negative, first, second);
        for (var from = 0; from < items.Length; from += MaxEights * Lanes)
        {
            var count = Math.Min(MaxEights * Lanes, items.Length - from);
            CheckChunk(size, entries, items.Slice(from, count), _factors + from, verdicts.Slice(from, count));
        }
    }

    private void CheckChunk(
        PayerTableSize size,
        in LaneEntries entries,
        ReadOnlySpan<KnownSignature> items,
        SignatureFactors* factors,
        Span<bool> verdicts)
    {
        // 2.
        var eights = (items.Length + Lanes - 1) / Lanes;
        for (var i = 0; i < eights * Lanes; i++)
        {
            // Lanes to spare take the last signature once more.
            var item = Math.Min(i, items.Length - 1);
            var lane = i % Lanes;
            var addresses = entries.AddressesAt(i / Lanes, 0);
            var negative = entries.NegativeAt(i / Lanes, 0);
            GeneratorWindows.Select(factors[item].U1, _generatorTable, addresses, negative, lane);
            PayerTables.Select(
                size,
                factors[item].U2,
                (AffinePoint*)items[item].Table,
                addresses + (GeneratorWindows.Count * Lanes),
                negative + GeneratorWindows.Count,
                lane);
        }

        // 3.
        var exceptions = stackalloc byte[MaxEights];
        new Span<byte>(exceptions, MaxEights).Clear();
        new LaneSums<TField>(_sums, _products, exceptions, eights).Add(entries);

        // 4.
        for (var eight = 0; eight < eights; eight++)
        {
            var to = Math.Min(Lanes, items.Length - (eight * Lanes));
            var holds = Compare(_sums[eight], factors + (eight * Lanes), to);
            for (var lane = 0; lane < to; lane++)
            {
                var i = (eight * Lanes) + lane;
                ref var factor = ref factors[i];
                verdicts[i] = factor.IsPossible
                    && ((exceptions[eight] >> lane & 1) == 0
                        ? (holds >> lane & 1) != 0
                        : SingleSum.IsPoint(entries, eight, lane, factor.Claim.X, factor.IsOdd));
            }
        }
    }

    /// <summary>The lanes whose sum has the x and the parity of y that the signature claims.</summary>
    private static int Compare(in Point8<TField> sum, SignatureFactors* factors, int count)
    {
        var claims = stackalloc AffinePoint*[Lanes];
        var odd = 0;
        for (var lane = 0; lane < Lanes; lane++)
        {
            var i = Math.Min(lane, count - 1);
            claims[lane] = &factors[i].Claim;
            odd |= factors[i].IsOdd ? 1 << lane : 0;
        }

        TField.LoadPoints(claims, out var x, out _);
        TField.Subtract(sum.X, x, out x);
        return TField.ZeroLanes(x) & ~(TField.OddLanes(sum.Y) ^ odd);
    }
}
