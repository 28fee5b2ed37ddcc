using System.Text;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Http.Bulk;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class BulkLineReaderTests
{
    private static readonly string Good = BulkRouteTests.Line(7);

    [Fact]
    public void A_line_carries_all_that_a_settlement_needs()
    {
        Assert.Equal(RejectReason.None, Read(Good[..^1] + ",\"level\":\"finalized\"}", out var item));

        Assert.Equal(ScriptedEngine.Usdc, item.Token);
        Assert.Equal(Address.Parse(X402Bodies.Payer), item.Authorization.Payer);
        Assert.Equal(Address.Parse(X402Bodies.Payee), item.Authorization.Payee);
        Assert.Equal(new TokenAmount(1000), item.Authorization.Value);
        Assert.Equal(new UnixSeconds(0), item.Authorization.ValidAfter);
        Assert.Equal(new UnixSeconds(1795248199), item.Authorization.ValidBefore);
        Assert.Equal(X402Bodies.Nonce(7), item.Authorization.AuthorizationNonce.ToString());
        Assert.Equal(27, item.Signature.V);
        Assert.Equal(ConfirmationLevel.Finalized, item.Level);
    }

    [Fact]
    public void Unknown_fields_are_skipped_and_order_does_not_matter()
    {
        Assert.Equal(RejectReason.None, Read("{\"extra\":{\"deep\":[1,2,{}]}," + Good[1..], out _));
        Assert.Equal(RejectReason.None, Read("  " + Good + " \r", out _));
    }

    [Theory]
    [InlineData("\"nonce\":", "\"nonse\":")]
    [InlineData("\"value\":\"1000\"", "\"value\":1000")]
    [InlineData("\"value\":\"1000\"", "\"value\":\"1000\",\"value\":\"1000\"")]
    [InlineData("\"value\":\"1000\"", "\"value\":\"1000\",\"\\u0076alue\":\"1000\"")]
    [InlineData("\"value\":\"1000\"", "\"value\":\"\\u0031000\"")]
    [InlineData("\"value\":\"1000\"", "\"value\":\"0x3e8\"")]
    [InlineData("\"value\":\"1000\"", "\"value\":null")]
    [InlineData("\"value\":\"1000\"", "\"level\":\"certain\",\"value\":\"1000\"")]
    [InlineData("\"validAfter\":\"0\"", "\"validAfter\":\"00\"")]
    [InlineData("\"asset\":\"0x", "\"asset\":\"0X")]
    [InlineData("\"nonce\":\"0x0", "\"nonce\":\"0x")]
    [InlineData("\"signature\":\"0xa", "\"signature\":\"0x")]
    [InlineData("\"signature\":\"0xa", "\"signature\":\"0xg")]
    public void A_line_of_another_form_is_malformed(string original, string replacement) =>
        Assert.Equal(RejectReason.Malformed, Read(Replaced(original, replacement), out _));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{]}")]
    [InlineData("null")]
    public void What_is_no_authorization_is_malformed(string line) => Assert.Equal(RejectReason.Malformed, Read(line, out _));

    [Fact]
    public void Nothing_may_follow_the_object() => Assert.Equal(RejectReason.Malformed, Read(Good + "{}", out _));

    [Theory]
    [InlineData("eip155:1")]
    [InlineData("eip155:84532 ")]
    [InlineData("eip155:")]
    [InlineData("eip155:18446744073709551616")]
    [InlineData("base-sepolia")]
    public void Another_network_is_told_so(string network) =>
        Assert.Equal(RejectReason.WrongNetwork, Read(Replaced("eip155:84532", network), out _));

    [Theory]
    [InlineData("1b\"}", "\"}", RejectReason.SignatureFormat)]
    [InlineData("1b\"}", "1b1b\"}", RejectReason.SignatureFormat)]
    [InlineData("1b\"}", "1d\"}", RejectReason.SignatureRecoveryId)]
    [InlineData("1b\"}", "00\"}", RejectReason.None)]
    public void Signatures_are_65_bytes_with_a_known_v(string original, string replacement, RejectReason expected) =>
        Assert.Equal(expected, Read(Replaced(original, replacement), out _));

    [Fact]
    public void A_window_beyond_64_bits_keeps_its_side()
    {
        Assert.Equal(
            RejectReason.None,
            Read(Replaced("1795248199", "115792089237316195423570985008687907853269984665640564039457584007913129639935"), out var item));
        Assert.Equal(new UnixSeconds(ulong.MaxValue), item.Authorization.ValidBefore);
        Assert.Equal(
            RejectReason.Malformed,
            Read(Replaced("1795248199", "115792089237316195423570985008687907853269984665640564039457584007913129639936"), out _));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.Equal(RejectReason.None, Read(Nested(63), out _));
        Assert.Equal(RejectReason.Malformed, Read(Nested(64), out _));

        static string Nested(int depth) =>
            Good[..^1] + ",\"x\":" + new string('[', depth) + new string(']', depth) + "}";
    }

    private static string Replaced(string original, string replacement)
    {
        Assert.Contains(original, Good, StringComparison.Ordinal);
        return Good.Replace(original, replacement, StringComparison.Ordinal);
    }

    private static RejectReason Read(string line, out SignedAuthorization item) =>
        BulkLineReader.Read(Encoding.UTF8.GetBytes(line), chainId: 84532, maxDepth: 64, out item);
}
