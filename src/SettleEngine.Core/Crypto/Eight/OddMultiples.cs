using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Fills eight tables of odd multiples at once, a table in each lane.</summary>
/// <remarks>
/// <para>Entry j of window i is (2 j + 1) 2ʷⁱ P for j below 2ʷ⁻¹.</para>
/// <para>1. All 2ᵏ P come from <see cref="Doublings{TField}"/>; every w-th is the first entry of a window.</para>
/// <para>2. Once a window has m entries, adding 2 m times its first to each gives m more, because
/// (2 j + 1) + 2 m = 2 (j + m) + 1, and 2 m times the first entry is one of the doublings, as m is a power of two.</para>
/// <para>3. These are affine additions, whose divisors, the differences of x, share an inversion among up to
/// <see cref="MostAdditions"/>: 5 multiplications and a square for each. No difference is zero: (2 j + 1) 2ʷⁱ ± 2 m 2ʷⁱ is no
/// multiple of n, an odd number times a power of two that is less than n.</para>
/// </remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal readonly unsafe ref struct OddMultiples<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = 8;
    private const int MostDoublings = 256;
    private const int MostAdditions = 512;

    private readonly Point8<TField>* _powers;
    private readonly TField* _scales;
    private readonly TField* _products;

    /// <summary>Lays out scratch memory: with the 320 bytes of the larger implementation 160 KiB of points and 80 KiB of
    /// scales, one for each doubling, and 160 KiB of products.</summary>
    public OddMultiples(byte* workspace)
    {
        _powers = (Point8<TField>*)workspace;
        _scales = (TField*)(_powers + MostDoublings);
        _products = _scales + MostDoublings;
    }

    /// <summary>Fills the tables.</summary>
    /// <param name="tables">Eight addresses, each of which holds P in its first entry. Two may be the same.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="bits">w.</param>
    public void Fill(AffinePoint** tables, int windows, int bits)
    {
        // 1.
        var entries = 1 << (bits - 1);
        var row = stackalloc AffinePoint*[Lanes];
        TField.LoadPoints(tables, out _powers->X, out _powers->Y);
        Doublings<TField>.Fill(_powers, windows * bits, _scales, _products);
        for (var i = 0; i < windows; i++)
        {
            SetRow(row, tables, i * entries);
            TField.StorePoints(_powers[i * bits].X, _powers[i * bits].Y, row);
        }

        // 2.
        for (var doubling = 1; doubling < bits; doubling++)
        {
            var have = 1 << (doubling - 1);
            var additions = windows * have;
            for (var from = 0; from < additions; from += MostAdditions)
            {
                var to = Math.Min(from + MostAdditions, additions);
                Extend(tables, row, new Step(bits, doubling), from, to);
            }
        }
    }

    /// <summary>3. Makes some of the additions of a step.</summary>
    private void Extend(AffinePoint** tables, AffinePoint** row, Step step, int from, int to)
    {
        TField.Broadcast(FieldElement.One, out _products[0]);
        for (var i = from; i < to; i++)
        {
            SetRow(row, tables, step.EntryOf(i));
            TField.LoadPoints(row, out var x, out _);
            TField.Subtract(_powers[step.AddendOf(i)].X, x, out var divisor);
            TField.Multiply(_products[i - from], divisor, out _products[i - from + 1]);
        }

        LaneInversion<TField>.InvertVar(_products[to - from], out var rest);
        for (var i = to - 1; i >= from; i--)
        {
            SetRow(row, tables, step.EntryOf(i));
            Point8<TField> entry;
            TField.LoadPoints(row, out entry.X, out entry.Y);
            ref var addend = ref _powers[step.AddendOf(i)];
            TField.Subtract(addend.X, entry.X, out var divisor);
            TField.Multiply(rest, _products[i - from], out var inverse);
            TField.Multiply(rest, divisor, out rest);
            Point8<TField>.Add(entry, addend, inverse, out var sum);
            SetRow(row, tables, step.EntryOf(i) + step.Have);
            TField.StorePoints(sum.X, sum.Y, row);
        }
    }

    private static void SetRow(AffinePoint** row, AffinePoint** tables, int entry)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            row[lane] = tables[lane] + entry;
        }
    }

    /// <summary>The step in which windows grow from 2ᵈ⁻¹ entries to 2ᵈ; addition i is the (i mod 2ᵈ⁻¹)-th of window
    /// i / 2ᵈ⁻¹.</summary>
    private readonly struct Step(int bits, int doubling)
    {
        public int Have => 1 << (doubling - 1);

        public int EntryOf(int i) => (i >> (doubling - 1) << (bits - 1)) + (i & (Have - 1));

        public int AddendOf(int i) => ((i >> (doubling - 1)) * bits) + doubling;
    }
}
