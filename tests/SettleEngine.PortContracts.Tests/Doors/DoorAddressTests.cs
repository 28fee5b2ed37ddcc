using SettleEngine.Doors;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors;

public sealed class DoorAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:4022", true)]
    [InlineData("127.0.0.1:0", true)]
    [InlineData("localhost:4022", true)]
    [InlineData("[::1]:4022", true)]
    [InlineData("0.0.0.0:4022", false)]
    [InlineData("10.1.2.3:4022", false)]
    [InlineData("[::]:4022", false)]
    public void An_address_knows_whether_it_is_loopback(string text, bool isLoopback)
    {
        Assert.True(DoorAddress.TryParse(text, out var address));
        Assert.Equal(isLoopback, address.IsLoopback);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4022")]
    [InlineData(":4022")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:4022")]
    [InlineData("example.org:4022")]
    public void Anything_else_than_an_ip_address_and_a_port_is_refused(string? text) =>
        Assert.False(DoorAddress.TryParse(text, out _));

    [Fact]
    public void A_door_that_others_can_reach_needs_limited_payees_and_known_callers()
    {
        Assert.True(DoorAddress.TryParse("0.0.0.0:4022", out var open));

        Assert.Equal(
            "--http 0.0.0.0:4022 can be reached from other machines. Add --payee, to limit who may be paid, and "
            + "--api-key-file, to name who may call; or listen on 127.0.0.1.",
            DoorRules.WhyRefused("--http", open, payeesAreLimited: false, apiKeysAreNamed: false));
        Assert.Contains("Add --payee, to limit who may be paid;", Why(payees: false, keys: true), StringComparison.Ordinal);
        Assert.Contains("Add --api-key-file, to name who may call;", Why(payees: true, keys: false), StringComparison.Ordinal);
        Assert.Null(Why(payees: true, keys: true));

        string? Why(bool payees, bool keys) => DoorRules.WhyRefused("--tcp", open, payees, keys);
    }

    [Fact]
    public void A_loopback_door_needs_neither()
    {
        Assert.True(DoorAddress.TryParse("127.0.0.1:4022", out var loopback));
        Assert.Null(DoorRules.WhyRefused("--http", loopback, payeesAreLimited: false, apiKeysAreNamed: false));
    }
}
