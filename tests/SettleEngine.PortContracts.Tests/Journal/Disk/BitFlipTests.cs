using System.Diagnostics;
using System.Globalization;
using SettleEngine.Storage;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

/// <summary>One bit of a journal is turned around, one at a time: nothing is lost by it, or the start is refused.</summary>
/// <remarks>The usual run takes a few thousand seeded bits; <c>SETTLE_TEST_EVERY_BIT=true</c> takes all of them.</remarks>
public abstract class BitFlipTests(JournalAdapter adapter, ITestOutputHelper output)
{
    private const string EveryBit = "SETTLE_TEST_EVERY_BIT";
    private static readonly bool IsFull = Environment.GetEnvironmentVariable(EveryBit) == "true";

    [Fact]
    public async Task A_flipped_bit_is_harmless_or_refused_with_its_address_and_never_silent()
    {
        using var journal = await FlippedJournal.CreateAsync(adapter);
        Assert.True(journal.Bytes > 1 << 20);
        var watch = Stopwatch.StartNew();
        var counts = new int[3];
        if (IsFull)
        {
            Parallel.For(
                0,
                journal.PieceCount,
                () => (Counts: new int[3], Buffer: new byte[FlippedJournal.PageBytes]),
                (piece, _, local) =>
                {
                    for (var bit = 0; bit < journal.LengthOf(piece) * 8; bit++)
                    {
                        local.Counts[(int)journal.Judge(piece, bit / 8, bit % 8, local.Buffer, readText: bit % 64 == 0)]++;
                    }

                    return local;
                },
                local =>
                {
                    for (var verdict = 0; verdict < counts.Length; verdict++)
                    {
                        Interlocked.Add(ref counts[verdict], local.Counts[verdict]);
                    }
                });
        }
        else
        {
            var random = new Random(20261121);
            var buffer = new byte[FlippedJournal.PageBytes];
            for (var flip = 0; flip < 4_000; flip++)
            {
                // Half of them at the two ends, where the chain begins and where only the anchor is a witness.
                var piece = (flip % 4) switch { 0 => 0, 1 => journal.PieceCount - 1, _ => random.Next(journal.PieceCount) };
                var offset = random.Next(journal.LengthOf(piece));
                counts[(int)journal.Judge(piece, offset, random.Next(8), buffer, readText: true)]++;
            }
        }

        Say("segments", counts, watch);
        Assert.Equal(0, counts[(int)FlippedJournal.Verdict.Silent]);
        Assert.True(counts[(int)FlippedJournal.Verdict.Refused] > counts.Sum() / 3, "many bits are records");
        Assert.True(!IsFull || counts.Sum() >= 8 << 20);
    }

    [Fact]
    public async Task Every_flipped_bit_of_the_anchor_is_harmless_after_an_orderly_end()
    {
        using var journal = await FlippedJournal.CreateAsync(adapter);
        var anchor = journal.Disk.Bytes(FlippedJournal.AnchorName);
        Assert.Equal(8_192, anchor.Length);
        var watch = Stopwatch.StartNew();
        var counts = new int[3];
        for (var bit = 0; bit < anchor.Length * 8; bit++)
        {
            counts[(int)journal.JudgeAnchor(anchor, bit / 8, bit % 8)]++;
        }

        Say("anchor", counts, watch);
        Assert.Equal(8_192 * 8, counts[(int)FlippedJournal.Verdict.Harmless]);
    }

    [Fact]
    public async Task The_engines_own_opening_says_the_same_and_changes_nothing_when_it_refuses()
    {
        using var journal = await FlippedJournal.CreateAsync(adapter);
        var watch = Stopwatch.StartNew();
        var random = new Random(7);
        var buffer = new byte[FlippedJournal.PageBytes];
        var counts = new int[3];
        for (var flip = 0; flip < (IsFull ? 3_000 : 80); flip++)
        {
            var piece = random.Next(journal.PieceCount);
            var (offset, bit) = (random.Next(journal.LengthOf(piece)), random.Next(8));
            var opened = await journal.OpenFlippedAsync(piece, offset, bit);
            Assert.Equal(journal.Judge(piece, offset, bit, buffer, readText: true), opened);
            counts[(int)opened]++;
            if (flip % 10 == 0)
            {
                Assert.Equal(
                    FlippedJournal.Verdict.Harmless,
                    await journal.OpenFlippedAsync(FlippedJournal.AnchorName, random.Next(8_192), bit));
            }
        }

        Say("openings", counts, watch);
        Assert.Equal(0, counts[(int)FlippedJournal.Verdict.Silent]);
    }

    private void Say(string what, int[] counts, Stopwatch watch) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{adapter} {what}: {counts.Sum():N0} bits, {counts[0]:N0} harmless, {counts[1]:N0} refused, {counts[2]} silent, {watch.Elapsed.TotalSeconds:N0} s"));
}
