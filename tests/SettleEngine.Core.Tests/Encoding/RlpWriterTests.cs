using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class RlpWriterTests
{
    [Theory]
    [InlineData("0x", "0x80")]
    [InlineData("0x00", "0x00")]
    [InlineData("0x7f", "0x7f")]
    [InlineData("0x80", "0x8180")]
    [InlineData("0x646f67", "0x83646f67")]
    public void Short_strings_are_written_as_the_yellow_paper_says(string bytes, string expected) =>
        Assert.Equal(expected, Hex.Encode(Write(VectorA.Bytes(bytes))));

    [Theory]
    [InlineData(55, "0xb7")]
    [InlineData(56, "0xb838")]
    [InlineData(255, "0xb8ff")]
    [InlineData(256, "0xb90100")]
    [InlineData(70_000, "0xba011170")]
    public void Long_strings_carry_the_length_of_their_length(int length, string head)
    {
        var written = Write(new byte[length]);

        Assert.Equal(head, Hex.Encode(written.AsSpan(0, written.Length - length)));
    }

    [Theory]
    [InlineData(0UL, "0x80")]
    [InlineData(15UL, "0x0f")]
    [InlineData(127UL, "0x7f")]
    [InlineData(128UL, "0x8180")]
    [InlineData(1_024UL, "0x820400")]
    [InlineData(ulong.MaxValue, "0x88ffffffffffffffff")]
    public void Numbers_have_no_leading_zeros_and_zero_is_empty(ulong value, string expected)
    {
        var narrow = new byte[RlpWriter.SizeOf(value)];
        new RlpWriter(narrow).Write(value);
        var wide = new byte[RlpWriter.SizeOf((UInt256)value)];
        new RlpWriter(wide).Write((UInt256)value);

        Assert.Equal(expected, Hex.Encode(narrow));
        Assert.Equal(expected, Hex.Encode(wide));
    }

    [Fact]
    public void A_list_of_strings_is_written_as_the_yellow_paper_says()
    {
        var payload = RlpWriter.SizeOf("cat"u8) + RlpWriter.SizeOf("dog"u8);
        var bytes = new byte[RlpWriter.SizeOfList(payload)];
        var writer = new RlpWriter(bytes);

        writer.StartList(payload);
        writer.Write("cat"u8);
        writer.Write("dog"u8);

        Assert.Equal(bytes.Length, writer.Position);
        Assert.Equal("0xc88363617483646f67", Hex.Encode(bytes));
    }

    [Fact]
    public void The_size_said_beforehand_is_the_size_written()
    {
        var random = new Random(1559);
        for (var round = 0; round < 2_000; round++)
        {
            var word = new byte[32];
            random.NextBytes(word.AsSpan(random.Next(33)));
            var value = new UInt256(word);
            var bytes = new byte[64];
            var writer = new RlpWriter(bytes);

            writer.Write(value);

            Assert.Equal(RlpWriter.SizeOf(value), writer.Position);
        }
    }

    private static byte[] Write(byte[] value)
    {
        var bytes = new byte[RlpWriter.SizeOf(value)];
        var writer = new RlpWriter(bytes);
        writer.Write(value);
        Assert.Equal(bytes.Length, writer.Position);
        return bytes;
    }
}
