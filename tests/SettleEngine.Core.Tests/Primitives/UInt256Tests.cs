using System.Numerics;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Tests.Crypto;
using Xunit;

namespace SettleEngine.Core.Tests.Primitives;

public class UInt256Tests
{
    private static readonly BigInteger Limit = BigInteger.One << 256;

    [Fact]
    public void Sums_differences_and_order_agree_with_big_integers()
    {
        foreach (var left in ArithmeticSamples.Edges)
        {
            foreach (var right in ArithmeticSamples.Edges)
            {
                CheckSum(left, right);
                CheckDifference(left, right);
                Assert.Equal(left.CompareTo(right), Math.Sign(Word(left).CompareTo(Word(right))));
                Assert.Equal(left < right, Word(left) < Word(right));
                Assert.Equal(left >= right, Word(left) >= Word(right));
                Assert.Equal(left > right, Word(left) > Word(right));
                Assert.Equal(left <= right, Word(left) <= Word(right));
            }
        }
    }

    [Fact]
    public void Products_agree_with_big_integers_or_overflow()
    {
        foreach (var left in ArithmeticSamples.Edges)
        {
            foreach (var right in new ulong[] { 0, 1, 2, 10, uint.MaxValue, ulong.MaxValue })
            {
                if (left * right < Limit)
                {
                    Assert.Equal(left * right, Value(Word(left) * right));
                }
                else
                {
                    Assert.Throws<OverflowException>(() => Word(left) * right);
                }
            }
        }
    }

    [Fact]
    public void Decimal_text_is_read_and_written_as_big_integers_have_it()
    {
        var random = new Random(1);
        foreach (var value in ArithmeticSamples.Edges.Concat(Enumerable.Range(0, 500).Select(_ => ArithmeticSamples.Random(random) >> random.Next(256))))
        {
            var text = value.ToString();
            Assert.Equal(text, Word(value).ToString());
            Assert.True(UInt256.TryParseDecimal(text.AsSpan(), out var fromText));
            Assert.True(UInt256.TryParseDecimal(System.Text.Encoding.ASCII.GetBytes(text), out var fromBytes));
            Assert.Equal(value, Value(fromText));
            Assert.Equal(value, Value(fromBytes));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("a")]
    [InlineData("NaN")]
    [InlineData("\u0661")]
    [InlineData("\uFF11")]
    [InlineData("\u0131")]
    [InlineData("1\0")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")] // 2²⁵⁶
    [InlineData("999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("1000000000000000000000000000000000000000000000000000000000000000000000000000000")] // 79 digits
    public void Other_forms_of_numbers_are_refused(string text)
    {
        Assert.False(UInt256.TryParseDecimal(text.AsSpan(), out var fromText));
        Assert.False(UInt256.TryParseDecimal(System.Text.Encoding.UTF8.GetBytes(text), out var fromBytes));
        Assert.True(fromText.IsZero);
        Assert.True(fromBytes.IsZero);
    }

    [Fact]
    public void The_largest_word_is_read()
    {
        const string Largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

        Assert.True(UInt256.TryParseDecimal(Largest.AsSpan(), out var value));

        Assert.Equal(UInt256.MaxValue, value);
        Assert.Equal(Largest, value.ToString());
    }

    [Fact]
    public void Words_know_whether_they_fit_64_bits()
    {
        Assert.True(((UInt256)ulong.MaxValue).FitsUInt64);
        Assert.Equal(ulong.MaxValue, ((UInt256)ulong.MaxValue).Low64);
        Assert.False(((UInt256)ulong.MaxValue + 1).FitsUInt64);
        Assert.False(new UInt256(1, 0, 0, 0).FitsUInt64);
        Assert.True(default(UInt256).IsZero);
        Assert.False(new UInt256(0, 1, 0, 0).IsZero);
    }

    private static void CheckSum(BigInteger left, BigInteger right)
    {
        var fits = left + right < Limit;
        Assert.Equal(fits, UInt256.TryAdd(Word(left), Word(right), out var sum));
        Assert.Equal((left + right) % Limit, Value(sum));
        if (fits)
        {
            Assert.Equal(left + right, Value(Word(left) + Word(right)));
        }
        else
        {
            Assert.Throws<OverflowException>(() => Word(left) + Word(right));
        }
    }

    private static void CheckDifference(BigInteger left, BigInteger right)
    {
        if (left >= right)
        {
            Assert.Equal(left - right, Value(Word(left) - Word(right)));
        }
        else
        {
            Assert.Throws<OverflowException>(() => Word(left) - Word(right));
        }
    }

    private static UInt256 Word(BigInteger value) => new(ArithmeticSamples.Bytes(value));

    private static BigInteger Value(UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        word.WriteBigEndian(bytes);
        return ArithmeticSamples.FromBytes(bytes);
    }
}
