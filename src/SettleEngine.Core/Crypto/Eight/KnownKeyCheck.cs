namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Checks of signatures against tables of their signers' keys.</summary>
/// <remarks>
/// <para>The signature (r, s, v) of z is Q's exactly when u₁ G + u₂ Q, with u₁ = z / s and u₂ = r / s, is the point whose x
/// is r and whose parity of y is that of v: this is what recovery solves for Q. Infinity has no x and fails.</para>
/// <para>1. Factors, of the whole group (<see cref="SignatureFactors"/>).</para>
/// <para>2. For each signature the table entries whose sum that point is: 16 of the generator's; with a large table 32 of Q's;
/// with a small one 33 each for the halves k₁ and k₂ of u₂ = k₁ + k₂ λ.</para>
/// <para>3. Their sums (<see cref="LaneSums{TField}"/>), for as many signatures at a time as the second-level cache holds
/// entries and sums of.</para>
/// <para>4. Verdicts. A lane that met an exception is summed up once more, alone (<see cref="SingleSum"/>).</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
internal readonly unsafe ref struct KnownKeyCheck<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = LaneEntries.Lanes;
    private const int PairLanes = 2 * Lanes;

    /// <summary>Pairs of eights of signatures that are summed up together.</summary>
    private const int MaxPairs = 4;

    private const int MaxSignatures = MaxPairs * PairLanes;
    private const int MaxEntries = GeneratorWindows.Count + (2 * PayerTables.SmallWindows);
    private const int MaxSums = (MaxEntries / 2) + 1;

    private readonly AffinePoint* _generatorTable;
    private readonly Point8<FieldPair<TField>>* _sums;
    private readonly FieldPair<TField>* _divisors;
    private readonly FieldPair<TField>* _inverses;
    private readonly SignatureFactors* _factors;
    private readonly AffinePoint** _addresses;
    private readonly byte* _negative;
    private readonly byte* _exceptions;

    /// <summary>Lays out scratch memory: with the 320 bytes of the larger implementation 210 KiB of sums, 105 KiB each of
    /// divisors and inverses, 48 KiB of factors, and twice 42 KiB of addresses and signs.</summary>
    /// <param name="generatorTable">Multiples of the generator.</param>
    /// <param name="workspace">Scratch memory.</param>
    public KnownKeyCheck(AffinePoint* generatorTable, byte* workspace)
    {
        _generatorTable = generatorTable;
        _factors = (SignatureFactors*)workspace;
        _sums = (Point8<FieldPair<TField>>*)(_factors + SignatureKernels.MaxItems);
        _divisors = (FieldPair<TField>*)(_sums + (MaxSums * MaxPairs));
        _inverses = _divisors + (MaxSums * MaxPairs);
        _addresses = (AffinePoint**)(_inverses + (MaxSums * MaxPairs) + 1);
        _negative = (byte*)(_addresses + (2 * MaxSignatures * MaxEntries));
        _exceptions = _negative + (2 * MaxPairs * 2 * MaxEntries);
        Invariant.Holds(_exceptions + (2 * MaxPairs) <= workspace + SignatureKernels.WorkspaceBytes);
    }

    /// <summary>Says of each signature whether it is its table's key's.</summary>
    /// <param name="size">The size of all tables.</param>
    /// <param name="items">At least one.</param>
    /// <param name="verdicts">As many.</param>
    public void Check(PayerTableSize size, ReadOnlySpan<KnownSignature> items, Span<bool> verdicts)
    {
        // 1.
        for (var i = 0; i < items.Length; i++)
        {
            _factors[i].Read(items[i].Item);
        }

        GroupFactors<TField>.Divide(_factors, items.Length, (TField*)_divisors);
        var (first, second) = size == PayerTableSize.Large
            ? (GeneratorWindows.Count + PayerTables.LargeWindows, 0)
            : (GeneratorWindows.Count + PayerTables.SmallWindows, PayerTables.SmallWindows);
        var entries = new LaneEntries(_addresses, _negative, first, second);
        var next = new LaneEntries(
            _addresses + (MaxSignatures * MaxEntries), _negative + (2 * MaxPairs * MaxEntries), first, second);

        // A pair of eights takes the same time however full it is.
        var rest = items.Length % PairLanes;
        var together = rest < TField.FewestKnown ? items.Length - rest : items.Length;
        CheckTogether(size, entries, next, items[..together], verdicts);
        for (var i = together; i < items.Length; i++)
        {
            SelectOne(size, entries, items[i], _factors + i, lane: 0);
            verdicts[i] = _factors[i].IsPossible && SingleSum.Is(entries, eight: 0, lane: 0, _factors + i);
        }
    }

    /// <summary>2. to 4. The entries of a chunk are on their way from memory while the one before is added up.</summary>
    private void CheckTogether(
        PayerTableSize size,
        LaneEntries entries,
        LaneEntries next,
        ReadOnlySpan<KnownSignature> items,
        Span<bool> verdicts)
    {
        var upcoming = Select(size, entries, items, 0);
        upcoming.Ask(int.MaxValue);
        for (var from = 0; from < items.Length; from += MaxSignatures)
        {
            upcoming = Select(size, next, items, from + MaxSignatures);
            CheckChunk(entries, ref upcoming, from, verdicts[from..Math.Min(from + MaxSignatures, items.Length)]);
            var done = entries;
            entries = next;
            next = done;
        }
    }

    /// <summary>2. For a chunk, whose last pair of eights may have lanes to spare.</summary>
    private EntryRequests Select(
        PayerTableSize size, in LaneEntries entries, ReadOnlySpan<KnownSignature> items, int from)
    {
        var count = Math.Clamp(items.Length - from, 0, MaxSignatures);
        var pairs = PairsFor(count);
        for (var i = 0; i < pairs * PairLanes; i++)
        {
            // Lanes to spare take the last signature once more.
            var item = from + Math.Min(i, count - 1);
            SelectOne(size, entries, items[item], _factors + item, i);
        }

        return entries.RequestsFor(2 * pairs);
    }

    private void SelectOne(
        PayerTableSize size, in LaneEntries entries, in KnownSignature item, SignatureFactors* factors, int lane)
    {
        var addresses = entries.AddressesAt(lane / Lanes, 0);
        var negative = entries.NegativeAt(lane / Lanes, 0);
        GeneratorWindows.Select(factors->U1, _generatorTable, addresses, negative, lane % Lanes);
        PayerTables.Select(
            size,
            factors->U2,
            (AffinePoint*)item.Table,
            addresses + (GeneratorWindows.Count * Lanes),
            negative + GeneratorWindows.Count,
            lane % Lanes);
    }

    private void CheckChunk(in LaneEntries entries, ref EntryRequests upcoming, int from, Span<bool> verdicts)
    {
        // 3.
        var pairs = PairsFor(verdicts.Length);
        new LaneSums<TField>(_sums, _divisors, _inverses, _exceptions, pairs).Add(entries, ref upcoming);

        // 4.
        for (var i = 0; i < verdicts.Length; i += Lanes)
        {
            ref var sum = ref _sums[i / PairLanes];
            var count = Math.Min(Lanes, verdicts.Length - i);
            var factors = _factors + from + i;
            var holds = i % PairLanes == 0
                ? Compare(sum.X.First, sum.Y.First, factors, count)
                : Compare(sum.X.Second, sum.Y.Second, factors, count);
            for (var lane = 0; lane < count; lane++)
            {
                var isException = (_exceptions[i / Lanes] >> lane & 1) != 0;
                verdicts[i + lane] = factors[lane].IsPossible
                    && (isException
                        ? SingleSum.Is(entries, i / Lanes, lane, factors + lane)
                        : (holds >> lane & 1) != 0);
            }
        }
    }

    /// <summary>The lanes whose sum has the x and the parity of y that the signature claims.</summary>
    private static int Compare(in TField x, in TField y, SignatureFactors* factors, int count)
    {
        var claims = stackalloc AffinePoint*[Lanes];
        var odd = 0;
        for (var lane = 0; lane < Lanes; lane++)
        {
            var i = Math.Min(lane, count - 1);
            claims[lane] = &factors[i].Claim;
            odd |= factors[i].IsOdd ? 1 << lane : 0;
        }

        TField.LoadPoints(claims, out var claimed, out _);
        TField.Subtract(x, claimed, out claimed);
        return TField.ZeroLanes(claimed) & ~(TField.OddLanes(y) ^ odd);
    }

    private static int PairsFor(int signatures) => (signatures + PairLanes - 1) / PairLanes;
}
