using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Primitives;

public class HexTests
{
    private const string AddressText = "0x036cbd53842c5426634e7929541ec2318f3dcf7e";
    private const string HashText = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";

    [Fact]
    public void Either_case_is_read_and_lower_case_written()
    {
        var upper = "0x" + AddressText[2..].ToUpperInvariant();

        Assert.True(Address.TryParse(upper.AsSpan(), out var address));
        Assert.Equal(AddressText, address.ToString());
        Assert.True(Hash256.TryParse(System.Text.Encoding.ASCII.GetBytes(HashText), out var hash));
        Assert.Equal(HashText, hash.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0X036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("00036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7e0")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7e00")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7g")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf 7")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7\u0661")]
    [InlineData(" 0x36cbd53842c5426634e7929541ec2318f3dcf7e")]
    public void Other_forms_of_addresses_are_refused(string text)
    {
        Assert.False(Address.TryParse(text.AsSpan(), out var fromText));
        Assert.False(Address.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var fromBytes));
        Assert.True(fromText.IsZero);
        Assert.True(fromBytes.IsZero);
        Assert.Throws<FormatException>(() => Address.Parse(text));
    }

    [Fact]
    public void A_hash_has_exactly_32_bytes()
    {
        Assert.False(Hash256.TryParse(HashText.AsSpan(0, 64), out _));
        Assert.False(Hash256.TryParse((HashText + "00").AsSpan(), out _));
        Assert.False(Hash256.TryParse(HashText.AsSpan(0, 65), out _));
        Assert.Throws<FormatException>(() => Hash256.Parse(AddressText));
    }

    [Fact]
    public void Bytes_come_back_as_they_went_in()
    {
        var random = new Random(1);
        var bytes = new byte[32];
        var copy = new byte[32];
        for (var i = 0; i < 100; i++)
        {
            random.NextBytes(bytes);
            new Hash256(bytes).CopyTo(copy);
            Assert.Equal(bytes, copy);
            Assert.Equal(new Hash256(bytes), Hash256.Parse(Hex.Encode(bytes)));

            new Address(bytes).CopyTo(copy);
            Assert.Equal(bytes[..20], copy[..20]);
            Assert.Equal(new Address(bytes), Address.Parse(Hex.Encode(bytes.AsSpan(0, 20))));
        }
    }

    [Fact]
    public void Equality_reads_every_byte()
    {
        for (var i = 0; i < 32; i++)
        {
            var bytes = new byte[32];
            bytes[i] = 1;
            Assert.NotEqual(default, new Hash256(bytes));
            Assert.Equal(i >= 20, default == new Address(bytes));
            Assert.Equal(i >= 20, new Address(bytes).IsZero);
        }
    }

    [Fact]
    public void Text_is_written_as_bytes_alike()
    {
        var bytes = new byte[] { 0x00, 0x0F, 0xF0, 0xFF };
        var utf8 = new byte[10];

        Assert.Equal(10, Hex.Encode(bytes, utf8));
        Assert.Equal("0x000ff0ff", System.Text.Encoding.ASCII.GetString(utf8));
        Assert.Equal("0x000ff0ff", Hex.Encode(bytes));
        Assert.Equal("0x", Hex.Encode([]));
    }
}
