using SettleEngine.Core.Batch.Cost;
using Xunit;

namespace SettleEngine.Core.Tests.Batch.Cost;

public class FastLzLengthTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(12, 13)]
    [InlineData(32, 33)]
    [InlineData(33, 35)]
    [InlineData(64, 66)]
    public void Bytes_that_never_repeat_take_one_more_for_every_32(int length, int expected)
    {
        Assert.Equal(expected, FastLzLength.Of(Enumerable.Range(0, length).Select(i => (byte)i).ToArray()));
    }

    [Fact]
    public void A_long_run_takes_three_bytes_for_every_262()
    {
        // Two literals with their control byte, the matches, and a tail of four or five bytes with its control byte.
        var length = FastLzLength.Of(new byte[10 * 262]);

        Assert.InRange(length, 3 + (3 * 9) + 5, 3 + (3 * 11) + 6);
    }

    [Fact]
    public void What_is_further_away_than_the_window_is_not_found()
    {
        var dice = new Random(1);
        var near = new byte[8_000 + 64];
        var far = new byte[8_300 + 64];
        dice.NextBytes(near);
        dice.NextBytes(far);
        near.AsSpan(0, 64).CopyTo(near.AsSpan(8_000));
        far.AsSpan(0, 64).CopyTo(far.AsSpan(8_300));

        Assert.InRange(Saved(near), 50, 100);
        Assert.InRange(Saved(far), 0, 30);

        static int Saved(byte[] data) => LiteralBytes(data.Length) - FastLzLength.Of(data);
    }

    [Fact]
    public void It_is_what_expanding_the_matches_gives_back()
    {
        // Every byte is coded once, as a literal or within a match: the plainest reading of the format, with its own search.
        var dice = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var data = Sample(dice);
            Assert.Equal(Reference(data), FastLzLength.Of(data));
        }
    }

    [Fact]
    public void It_grows_by_no_more_than_what_is_appended()
    {
        var dice = new Random(9);
        for (var round = 0; round < 500; round++)
        {
            var data = Sample(dice);
            var more = (byte[])[.. data, (byte)dice.Next(256)];
            Assert.InRange(FastLzLength.Of(more) - FastLzLength.Of(data), -16, 16);
            Assert.InRange(FastLzLength.Of(data), 0, data.Length + ((data.Length + 31) / 32));
        }
    }

    private static byte[] Sample(Random dice)
    {
        var data = new byte[dice.Next(700)];
        var letters = new[] { 1, 2, 4, 256 }[dice.Next(4)];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)dice.Next(letters);
        }

        return dice.Next(3) == 0 ? [.. data, .. data[..dice.Next(data.Length + 1)], .. data] : data;
    }

    private static int Reference(byte[] data)
    {
        // Positions by the value of their three bytes' hash, the newest last; a position counts as seen when it is looked at.
        var seen = new Dictionary<uint, int>();
        var length = 0;
        var literals = 0;
        var at = 0;
        for (at = 2, literals = Math.Min(2, data.Length); at < data.Length - 13;)
        {
            var candidate = seen.GetValueOrDefault(Key(data, at));
            seen[Key(data, at)] = at;
            var matches = at - candidate < 8_192 && data.AsSpan(at, 3).SequenceEqual(data.AsSpan(candidate, 3));
            if (!matches)
            {
                literals++;
                at++;
                continue;
            }

            if (at == data.Length - 14)
            {
                break;
            }

            var end = at + 3;
            while (end < data.Length - 4 && data[end] == data[candidate + end - at])
            {
                end++;
            }

            var coded = Math.Min(end + 1, data.Length - 4) - at - 1;
            length += LiteralBytes(literals) + (3 * ((coded - 3) / 262)) + ((coded - 3) % 262 >= 6 ? 3 : 2);
            at += coded - 2;
            seen[Key(data, at)] = at;
            seen[Key(data, at + 1)] = at + 1;
            at += 2;
            literals = 0;
        }

        return length + LiteralBytes(literals + data.Length - Math.Min(at, data.Length));
    }

    private static int LiteralBytes(int count) => count + ((count + 31) / 32);

    private static uint Key(byte[] data, int at) =>
        (uint)(((uint)(data[at] | (data[at + 1] << 8) | (data[at + 2] << 16)) * 2_654_435_769UL % (1UL << 32)) / (1 << 19));
}
