using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Recovery of the keys of many signatures, in pairs of eights side by side.</summary>
/// <remarks>
/// <para>The key is u₁ G + u₂ R. All pairs go through each step together, to share its inversions:</para>
/// <para>1. Factors and range checks (<see cref="GroupFactors{TField}"/>); u₂ as digits of its halves (<see cref="OddHalves"/>), u₁
/// as addresses of table entries (<see cref="GeneratorWindows"/>).</para>
/// <para>2. R from its x (<see cref="Lift8{TField}"/>).</para>
/// <para>3. u₁ G, affine (<see cref="LaneSums{TField}"/>).</para>
/// <para>4. Odd multiples of R (<see cref="RecoveryTables{TField}"/>).</para>
/// <para>5. What each window adds (<see cref="RecoveryWindows{TField}"/>), and 6. the main loop, for as many pairs at a
/// time as memory holds windows of: from the highest window, five doublings and an addition for each, then u₁ G.</para>
/// <para>7. Division by Z, for all pairs at once.</para>
/// <para>Exceptions. A signature that is impossible, or whose r belongs to no point, leaves the generator as R in its lane and
/// is answered with false. Additions in 4 and 5 meet none. In 3 an exception is marked, and in 6 every one, infinity as
/// a result included, leaves Z = 0 to the end (<see cref="JacobianPoint8{TLanes}"/>). Such lanes are recovered once more
/// by <see cref="Secp256k1"/>, which knows all cases. That takes some times as long (KeyRecoveryBenchmarks), and that factor is all that
/// somebody gains who makes up signatures to have it so.</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal readonly unsafe ref struct KeyRecovery<TField>
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Signatures of a pair of eights.</summary>
    public const int PairLanes = 2 * Lanes;

    private const int Lanes = LaneEntries.Lanes;
    private const int MaxPairs = SignatureKernels.MaxItems / PairLanes;

    /// <summary>Pairs whose windows are added up together: enough to make an inversion cheap, few enough for memory.</summary>
    private const int PairsPerTurn = 4;

    private const int MaxSums = PairsPerTurn * OddHalves.Windows;
    private const int MaxGeneratorPairs = 2 * MaxPairs * GeneratorWindows.Count / 2;
    private const int MaxDivisors = (MaxGeneratorPairs / 2) + 4;

    private readonly AffinePoint* _generatorTable;
    private readonly AffinePoint* _tables;
    private readonly Point8<FieldPair<TField>>* _sums;
    private readonly FieldPair<TField>* _divisors;
    private readonly FieldPair<TField>* _inverses;
    private readonly JacobianPoint8<FieldPair<TField>>* _keys;
    private readonly Point8<FieldPair<TField>>* _generatorParts;
    private readonly AffinePoint** _generatorEntries;
    private readonly byte* _generatorNegative;
    private readonly byte* _digits;
    private readonly byte* _negative;
    private readonly SignatureFactors* _factors;

    /// <summary>Lays out scratch memory: with the 320 bytes of the larger implementation 336 KiB of tables, 160 KiB of sums,
    /// 82 KiB each of divisors and inverses, 50 KiB of keys and parts of keys, 32 KiB of addresses, 15 KiB of digits, and
    /// 48 KiB of factors.</summary>
    /// <param name="generatorTable">Multiples of the generator.</param>
    /// <param name="workspace">Scratch memory.</param>
    public KeyRecovery(AffinePoint* generatorTable, byte* workspace)
    {
        _generatorTable = generatorTable;
        _tables = (AffinePoint*)workspace;
        _sums = (Point8<FieldPair<TField>>*)(_tables + (2 * MaxPairs * RecoveryTables<TField>.PointsPerEight));
        _divisors = (FieldPair<TField>*)(_sums + Math.Max(MaxSums, MaxGeneratorPairs / 2));
        _inverses = _divisors + MaxDivisors;
        _keys = (JacobianPoint8<FieldPair<TField>>*)(_inverses + MaxDivisors);
        _generatorParts = (Point8<FieldPair<TField>>*)(_keys + MaxPairs);
        _factors = (SignatureFactors*)(_generatorParts + MaxPairs);
        _generatorEntries = (AffinePoint**)(_factors + SignatureKernels.MaxItems);
        _generatorNegative = (byte*)(_generatorEntries + (SignatureKernels.MaxItems * GeneratorWindows.Count));
        _digits = _generatorNegative + (2 * MaxPairs * GeneratorWindows.Count);
        _negative = _digits + (SignatureKernels.MaxItems * OddHalves.Digits);
        Invariant.Holds(_negative + (2 * MaxPairs * OddHalves.Digits) <= workspace + SignatureKernels.WorkspaceBytes);
    }

    /// <summary>Recovers keys.</summary>
    /// <param name="items">At least one, at most <see cref="SignatureKernels.MaxItems"/>.</param>
    /// <param name="keys">As many.</param>
    /// <param name="found">As many.</param>
    public void Recover(ReadOnlySpan<SignedDigest> items, Span<PublicKey> keys, Span<bool> found)
    {
        Invariant.Holds(items.Length <= SignatureKernels.MaxItems);
        var pairs = (items.Length + PairLanes - 1) / PairLanes;
        var missing = stackalloc int[MaxPairs];
        var exceptions = stackalloc byte[2 * MaxPairs];
        new Span<byte>(exceptions, 2 * MaxPairs).Clear();

        ReadItems(items, pairs);
        for (var pair = 0; pair < pairs; pair++)
        {
            missing[pair] = LiftPair(pair, items.Length);
        }

        AddGeneratorParts(pairs, exceptions);
        new RecoveryTables<TField>(_tables, pairs, _divisors, _inverses).Fill();
        for (var from = 0; from < pairs; from += PairsPerTurn)
        {
            MultiplyPoints(from, Math.Min(PairsPerTurn, pairs - from));
        }

        WriteKeys(pairs, exceptions, keys[..items.Length]);
        for (var i = 0; i < items.Length; i++)
        {
            found[i] = _factors[i].IsPossible && (missing[i / PairLanes] >> (i % PairLanes) & 1) == 0;
            if (found[i] && (exceptions[i / Lanes] >> (i % Lanes) & 1) != 0)
            {
                found[i] = Secp256k1.TryRecoverKey(items[i].Digest, items[i].Signature, out keys[i]);
            }
        }
    }

    /// <summary>1. Lanes to spare take the last signature once more.</summary>
    private void ReadItems(ReadOnlySpan<SignedDigest> items, int pairs)
    {
        for (var i = 0; i < items.Length; i++)
        {
            _factors[i].ReadForRecovery(items[i]);
        }

        GroupFactors<TField>.Divide(_factors, items.Length, (TField*)_divisors);
        new Span<byte>(_negative, 2 * pairs * OddHalves.Digits).Clear();
        for (var i = 0; i < pairs * PairLanes; i++)
        {
            ref var factors = ref _factors[Math.Min(i, items.Length - 1)];
            var (eight, lane) = (i / Lanes, i % Lanes);
            OddHalves.Write(
                factors.U2, _digits + (eight * OddHalves.Digits * Lanes), _negative + (eight * OddHalves.Digits), lane);
            GeneratorWindows.Select(
                factors.U1,
                _generatorTable,
                _generatorEntries + (eight * GeneratorWindows.Count * Lanes),
                _generatorNegative + (eight * GeneratorWindows.Count),
                lane);
        }

        new EntryRequests(_generatorEntries, pairs * PairLanes * GeneratorWindows.Count).Ask(int.MaxValue);
    }

    /// <summary>2. Points go to the first entries of their tables. The EVM knows no recovery ids 2 and 3, so the x of R is r
    /// itself, never r + n.</summary>
    private int LiftPair(int pair, int count)
    {
        var slots = stackalloc AffinePoint*[PairLanes];
        var odd = 0;
        for (var lane = 0; lane < PairLanes; lane++)
        {
            var factors = _factors + Math.Min((pair * PairLanes) + lane, count - 1);
            slots[lane] = &factors->Claim;
            odd |= factors->IsOdd ? 1 << lane : 0;
        }

        Point8<FieldPair<TField>> points;
        Unsafe.SkipInit(out points);
        TField.LoadPoints(slots, out _, out points.X.First);
        TField.LoadPoints(slots + Lanes, out _, out points.X.Second);
        var missing = Lift8<TField>.Lift(ref points, odd);
        var first = _tables + (2 * pair * RecoveryTables<TField>.PointsPerEight);
        var second = first + RecoveryTables<TField>.PointsPerEight;
        TField.StorePoints(points.X.First, points.Y.First, LaneSlots.Fill(slots, first));
        TField.StorePoints(points.X.Second, points.Y.Second, LaneSlots.Fill(slots, second));
        return missing;
    }

    /// <summary>3.</summary>
    private void AddGeneratorParts(int pairs, byte* exceptions)
    {
        var entries = new LaneEntries(_generatorEntries, _generatorNegative, first: GeneratorWindows.Count, second: 0);
        var none = default(EntryRequests);
        new LaneSums<TField>(_sums, _divisors, _inverses, exceptions, pairs).Add(entries, ref none);
        for (var pair = 0; pair < pairs; pair++)
        {
            _generatorParts[pair].X = _sums[pair].X;
            FieldPair<TField>.Add(_sums[pair].Y, _sums[pair].Y, out _generatorParts[pair].Y);
        }
    }

    /// <summary>5. and 6.</summary>
    private void MultiplyPoints(int from, int pairs)
    {
        new RecoveryWindows<TField>(_sums, _divisors, _inverses).Add(
            _tables + (2 * from * RecoveryTables<TField>.PointsPerEight),
            _digits + (2 * from * OddHalves.Digits * Lanes),
            _negative + (2 * from * OddHalves.Digits),
            pairs);
        for (var pair = 0; pair < pairs; pair++)
        {
            var windows = _sums + (pair * OddHalves.Windows);
            ref var key = ref _keys[from + pair];
            key.X = windows[OddHalves.Windows - 1].X;
            key.W = windows[OddHalves.Windows - 1].Y;
            FieldPair<TField>.Broadcast(FieldElement.One, out key.Z);
            for (var window = OddHalves.Windows - 2; window >= 0; window--)
            {
                for (var i = 0; i < OddHalves.Bits; i++)
                {
                    JacobianPoint8<FieldPair<TField>>.Double(ref key);
                }

                JacobianPoint8<FieldPair<TField>>.Add(ref key, windows[window].X, windows[window].Y);
            }

            ref var part = ref _generatorParts[from + pair];
            JacobianPoint8<FieldPair<TField>>.Add(ref key, part.X, part.Y);
        }
    }

    /// <summary>7.</summary>
    private void WriteKeys(int pairs, byte* exceptions, Span<PublicKey> keys)
    {
        TField.Broadcast(FieldElement.One, out var one);
        for (var pair = 0; pair < pairs; pair++)
        {
            FieldPair<TField>.Add(_keys[pair].Z, _keys[pair].Z, out _divisors[pair]);
            exceptions[2 * pair] |= ReplaceZeros(ref _divisors[pair].First, one);
            exceptions[(2 * pair) + 1] |= ReplaceZeros(ref _divisors[pair].Second, one);
        }

        SharedInversion<TField>.InvertVar(_divisors, pairs, _inverses);
        var slots = stackalloc AffinePoint*[Lanes];
        for (var pair = 0; pair < pairs; pair++)
        {
            JacobianPoint8<FieldPair<TField>>.ToAffine(_keys[pair], _inverses[pair], out var x, out var y);
            TField.StorePoints(x.First, y.First, LaneSlots.Fill(slots, _tables));
            TField.StorePoints(x.Second, y.Second, LaneSlots.Fill(slots, _tables + Lanes));
            for (var lane = 0; lane < PairLanes && (pair * PairLanes) + lane < keys.Length; lane++)
            {
                keys[(pair * PairLanes) + lane] = new PublicKey(_tables[lane]);
            }
        }
    }

    private static byte ReplaceZeros(ref TField value, in TField one)
    {
        var zeros = TField.ZeroLanes(value);
        TField.Select(zeros, one, value, out value);
        return zeros;
    }
}
