using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.PortContracts.Tests.Doors.Frames;
using SettleEngine.PortContracts.Tests.Doors.Http;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Callers;

/// <summary>The caller's side of the HTTP doors, against the real doors.</summary>
public class ClientDoorTests
{
    [Fact]
    public async Task More_payments_than_one_request_holds_are_answered_in_order_and_known_the_second_time()
    {
        await using var door = await OpenDoor.OpenAsync();
        var bulk = new BulkClient(door.Client, new Uri($"http://{door.Address}"), 84532);
        var items = Payments(12_000);

        var first = await bulk.SendAsync(items, DoorUnderTest.Limit);
        var second = await bulk.SendAsync(items, DoorUnderTest.Limit);

        Assert.All(first, answer => Assert.Equal("accepted", answer.Status));
        Assert.All(second, answer => Assert.Equal("existing", answer.Status));
        Assert.Equal(first.Select(answer => answer.IdValue), second.Select(answer => answer.IdValue));
        Assert.Equal(12_000, first.Select(answer => answer.IdValue).Distinct().Count());
    }

    [Fact]
    public async Task A_refused_payment_comes_with_its_reason()
    {
        var engine = new ScriptedEngine { Rule = _ => RejectReason.Expired };
        await using var door = await OpenDoor.OpenAsync(engine: engine);
        var bulk = new BulkClient(door.Client, new Uri($"http://{door.Address}"), 84532);

        var answers = await bulk.SendAsync(Payments(1), DoorUnderTest.Limit);

        Assert.False(answers[0].IsAdmitted);
        Assert.Equal("rejected", answers[0].Status);
        Assert.NotNull(answers[0].Reason);
    }

    [Fact]
    public async Task Settle_requests_run_side_by_side_and_each_is_measured()
    {
        var engine = new ScriptedEngine();
        engine.Admitted = (id, _) => engine.Settle(id);
        await using var door = await OpenDoor.OpenAsync(engine: engine);
        var settle = new SettleClient(door.Client, new Uri($"http://{door.Address}"), 84532, "USDC", "2");
        var latency = new LatencyHistogram();

        var results = await settle.SettleAllAsync(Payments(50), 8, latency, DoorUnderTest.Limit);

        Assert.All(results, result => Assert.True(result.Success, result.ErrorReason));
        Assert.All(results, result => Assert.Equal(ScriptedEngine.SomeTransaction.ToString(), result.Transaction));
        Assert.Equal(50, latency.Count);
    }

    [Fact]
    public async Task A_file_of_payments_is_read_as_it_was_written_and_private()
    {
        var directory = Directory.CreateTempSubdirectory("payments");
        var path = Path.Combine(directory.FullName, "payments.ndjson");
        var items = Payments(3_000);
        items[7] = items[7] with { Level = ConfirmationLevel.Finalized };

        await PaymentFile.WriteAsync(path, 84532, items, DoorUnderTest.Limit);
        var (chainId, read) = await PaymentFile.ReadAsync(path, DoorUnderTest.Limit);

        Assert.Equal(84532UL, chainId);
        Assert.Equal(items, read);
        Assert.True(
            OperatingSystem.IsWindows()
            || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await File.AppendAllTextAsync(path, "{\"network\":\"eip155:84532\"");
        var broken = await Assert.ThrowsAsync<InvalidDataException>(
            () => PaymentFile.ReadAsync(path, DoorUnderTest.Limit));
        Assert.Contains("Line 3001", broken.Message, StringComparison.Ordinal);
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[1]")]
    public async Task A_line_that_is_no_payment_is_named(string line)
    {
        var directory = Directory.CreateTempSubdirectory("payments");
        var path = Path.Combine(directory.FullName, "bad.ndjson");
        await PaymentFile.WriteAsync(path, 84532, Payments(2), DoorUnderTest.Limit);
        await File.AppendAllTextAsync(path, line + "\n");

        var broken = await Assert.ThrowsAsync<InvalidDataException>(() => PaymentFile.ReadAsync(path, DoorUnderTest.Limit));

        Assert.Contains("Line 3 of", broken.Message, StringComparison.Ordinal);
        directory.Delete(recursive: true);
    }

    private static SignedAuthorization[] Payments(int count)
    {
        var items = DoorUnderTest.Items(count);
        for (var i = 0; i < count; i++)
        {
            items[i] = items[i] with { Token = ScriptedEngine.Usdc };
        }

        return items;
    }
}
