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
                journal.PageCount * 64,
                () => (Counts: new int[3], Buffer: new byte[FlippedJournal.PageBytes]),
                (part, _, local) =>
                {
                    for (var bit = 0; bit < FlippedJournal.PageBytes * 8 / 64; bit++)
                    {
                        var offset = (part % 64 * (FlippedJournal.PageBytes / 64)) + (bit / 8);
                        local.Counts[(int)journal.Judge(part / 64, offset, bit % 8, local.Buffer)]++;
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
                // Half of them in the first and the last page, where the chain begins and ends.
                var page = (flip % 4) switch { 0 => 0, 1 => journal.PageCount - 1, _ => random.Next(journal.PageCount) };
                counts[(int)journal.Judge(page, random.Next(FlippedJournal.PageBytes), random.Next(8), buffer)]++;
            }
        }

        Say("segments", counts, watch);
        Assert.Equal(0, counts[(int)FlippedJournal.Verdict.Silent]);
        Assert.True(counts[(int)FlippedJournal.Verdict.Refused] > counts.Sum() / 2, "most bits are records");
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
            var (page, offset, bit) = (random.Next(journal.PageCount), random.Next(FlippedJournal.PageBytes), random.Next(8));
            var perSegment = FlippedJournal.SegmentBytes / FlippedJournal.PageBytes;
            var opened = await journal.OpenFlippedAsync(
                string.Create(CultureInfo.InvariantCulture, $"journal.log.{page / perSegment}"),
                (page % perSegment * FlippedJournal.PageBytes) + offset,
                bit);
            Assert.Equal(journal.Judge(page, offset, bit, buffer), opened);
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
