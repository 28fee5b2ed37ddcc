using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Doors.Frames;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Frames;

public class FrameDoorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hundred_thousand_items_are_answered_once_each_in_order_with_their_ids(bool overUnix)
    {
        await using var test = await DoorUnderTest.OpenAsync(engine: new FrameEngine { IdStep = 3 });
        var book = new Book();
        var latency = new LatencyHistogram();
        await using var client = await test.ConnectAsync(
            book, overUnix ? test.Unix : test.Tcp, options => options.AnswerLatency = latency);

        var items = DoorUnderTest.Items(1_000);
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(items, DoorUnderTest.Limit);
        }

        var closing = await client.FinishAsync(DoorUnderTest.Limit);

        Assert.Equal(new FrameClosing(true, FrameErrorCode.None, 100_000, closing.Message), closing);
        Assert.Equal(100_000, book.AnswerCount);
        Assert.Equal(0, book.Repeated);
        Assert.Equal(100_000, latency.Count);
        for (var number = 0UL; number < 100_000; number++)
        {
            Assert.Equal((AcknowledgementStatus.Accepted, RejectReason.None, (number + 1) * 3), book[number]);
        }
    }

    [Fact]
    public async Task Each_item_gets_its_own_answer()
    {
        var engine = new FrameEngine
        {
            Rule = item => (item.Authorization.Value.Units.Low64 % 3) switch
            {
                0 => RejectReason.Expired,
                1 => RejectReason.None,
                _ => RejectReason.SignatureInvalid,
            },
        };
        await using var test = await DoorUnderTest.OpenAsync(engine: engine);
        var book = new Book();
        await using var client = await test.ConnectAsync(book, configure: options => options.FirstItemNumber = 1_000_000);

        var first = await client.SendAsync(DoorUnderTest.Items(3_000, firstValue: 0), DoorUnderTest.Limit);
        await client.FinishAsync(DoorUnderTest.Limit);

        Assert.Equal(1_000_000UL, first);
        for (var i = 0UL; i < 3_000; i++)
        {
            var expected = (i % 3) switch
            {
                0 => (AcknowledgementStatus.Rejected, RejectReason.Expired, 0UL),
                1 => (AcknowledgementStatus.Accepted, RejectReason.None, (i / 3) + 1),
                _ => (AcknowledgementStatus.Rejected, RejectReason.SignatureInvalid, 0UL),
            };
            Assert.Equal(expected, book[first + i]);
        }
    }

    [Fact]
    public async Task A_conflict_carries_the_id_that_stands_and_no_reason()
    {
        await using var test = await DoorUnderTest.OpenAsync(engine: new FrameEngine { ConflictingValue = 2 });
        var book = new Book();
        await using var client = await test.ConnectAsync(book);

        var first = await client.SendAsync(DoorUnderTest.Items(3), DoorUnderTest.Limit);
        await client.FinishAsync(DoorUnderTest.Limit);

        Assert.Equal((AcknowledgementStatus.Accepted, RejectReason.None, 1UL), book[first]);
        Assert.Equal((AcknowledgementStatus.Conflict, RejectReason.None, 77UL), book[first + 1]);
        Assert.Equal((AcknowledgementStatus.Accepted, RejectReason.None, 2UL), book[first + 2]);
    }

    [Fact]
    public async Task A_payment_that_arrived_earlier_is_measured_from_then()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        var latency = new LatencyHistogram();
        await using var client = await test.ConnectAsync(new Book(), configure: options => options.AnswerLatency = latency);
        var aMinuteAgo = TimeProvider.System.GetTimestamp() - (60 * TimeProvider.System.TimestampFrequency);

        await client.SendAsync(DoorUnderTest.Items(300), aMinuteAgo, DoorUnderTest.Limit);
        await client.FinishAsync(DoorUnderTest.Limit);

        Assert.Equal(300, latency.Count);
        Assert.InRange(latency.Percentile(1), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_sender_that_is_held_back_does_not_hide_the_wait()
    {
        await using var test = await DoorUnderTest.OpenAsync(options => options.Credit = 1);
        test.Engine.CloseGate();
        var latency = new LatencyHistogram();
        await using var client = await test.ConnectAsync(new Book(), configure: options => options.AnswerLatency = latency);
        var dueAt = TimeProvider.System.GetTimestamp();

        var sending = client.SendAsync(DoorUnderTest.Items(2), dueAt, DoorUnderTest.Limit).AsTask();
        await Task.Delay(300);
        test.Engine.OpenGate();
        await sending;
        await client.FinishAsync(DoorUnderTest.Limit);

        // The second one was written only after the first was answered, and waited all the same.
        Assert.Equal(2, latency.Count);
        Assert.True(latency.Percentile(1) >= TimeSpan.FromMilliseconds(250), $"{latency.Percentile(1)}");
    }

    [Fact]
    public async Task Credit_is_respected_and_comes_back_with_the_answers()
    {
        await using var test = await DoorUnderTest.OpenAsync(options => options.Credit = 512);
        test.Engine.CloseGate();
        var book = new Book();
        await using var client = await test.ConnectAsync(book);

        var sending = client.SendAsync(DoorUnderTest.Items(2_000), DoorUnderTest.Limit).AsTask();
        await DoorUnderTest.EventuallyAsync(() => client.Credit == 0, "all credit is used");
        await Task.Delay(50);
        Assert.False(sending.IsCompleted);
        Assert.Equal(0, book.AnswerCount);

        test.Engine.OpenGate();
        await sending;
        await DoorUnderTest.EventuallyAsync(() => book.AnswerCount == 2_000 && client.Credit == 512, "credit is back");
    }

    [Fact]
    public async Task Items_that_come_one_by_one_fill_groups_while_the_engine_is_busy()
    {
        await using var test = await DoorUnderTest.OpenAsync(options => options.MaxGroupsPerConnection = 2);
        test.Engine.CloseGate();
        await using var client = await test.ConnectAsync();
        var items = DoorUnderTest.Items(1);
        for (var i = 0; i < 600; i++)
        {
            await client.SendAsync(items, DoorUnderTest.Limit);
        }

        test.Engine.OpenGate();
        await client.FinishAsync(DoorUnderTest.Limit);

        Assert.Equal(600, test.Engine.ItemsTaken);
        Assert.True(test.Engine.GroupsTaken < 100, $"{test.Engine.GroupsTaken} groups");
    }

    [Fact]
    public async Task Sixty_four_connections_are_served_side_by_side()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        var books = Enumerable.Range(0, 64).Select(_ => new Book()).ToArray();

        await Task.WhenAll(books.Select(async (book, i) =>
        {
            await using var client = await test.ConnectAsync(book, i % 2 == 0 ? test.Tcp : test.Unix);
            await client.SendAsync(DoorUnderTest.Items(1_000), DoorUnderTest.Limit);
            var closing = await client.FinishAsync(DoorUnderTest.Limit);
            Assert.True(closing.IsOrderly);
        }));

        Assert.All(books, book => Assert.Equal(1_000, book.AnswerCount));
        Assert.Equal(64_000, books.Sum(book => book.AnswerCount));
        await DoorUnderTest.EventuallyAsync(() => test.Door.ConnectionCount == 0, "connections are closed");
    }

    [Fact]
    public async Task A_drain_answers_what_was_taken_and_says_goodbye()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        test.Engine.CloseGate();
        var book = new Book();
        await using var client = await test.ConnectAsync(book);
        await client.SendAsync(DoorUnderTest.Items(1_000), DoorUnderTest.Limit);
        await Task.Delay(100);

        var stopping = test.Door.StopAsync(DoorUnderTest.Limit);
        await Task.Delay(50);
        test.Engine.OpenGate();
        await stopping;
        var closing = await client.Completion.WaitAsync(DoorUnderTest.Limit);

        Assert.True(closing.IsOrderly);
        Assert.Equal(FrameErrorCode.None, closing.Code);
        Assert.Equal(closing.Number, (ulong)book.AnswerCount);
        Assert.Equal((int)closing.Number, test.Engine.ItemsTaken);
        Assert.Equal(0, test.Engine.SinkCount);
        Assert.False(File.Exists(test.UnixPath));
        await Assert.ThrowsAnyAsync<Exception>(() => test.ConnectAsync());
    }

    [Fact]
    public async Task What_the_engine_does_not_take_until_the_drain_ends_is_refused_as_draining()
    {
        await using var test = await DoorUnderTest.OpenAsync(
            options => options.DrainTimeout = TimeSpan.FromMilliseconds(100), new FrameEngine(queue: 1));
        test.Engine.CloseGate();
        var book = new Book();
        await using var client = await test.ConnectAsync(book);
        await client.SendAsync(DoorUnderTest.Items(256 * 4), DoorUnderTest.Limit);
        await DoorUnderTest.EventuallyAsync(() => test.Engine.Waiting == 1, "a group waits for room");

        await test.Door.StopAsync(DoorUnderTest.Limit);
        await client.Completion.WaitAsync(DoorUnderTest.Limit);

        // Groups with the engine and in its queue have no answer; the one that waited was read and is refused for certain.
        Assert.InRange(book.AnswerCount, 1, 256);
        for (var i = 0; i < book.AnswerCount; i++)
        {
            var number = (ulong)(test.Engine.ItemsQueued + i);
            Assert.Equal((AcknowledgementStatus.Rejected, RejectReason.Draining, 0UL), book[number]);
        }
    }

    [Fact]
    public async Task A_failing_engine_ends_the_connection_with_a_code_and_harms_nobody_else()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        await using var unlucky = await test.ConnectAsync();
        await using var lucky = await test.ConnectAsync();
        test.Engine.EnqueueFault = new IOException("disk");
        await unlucky.SendAsync(DoorUnderTest.Items(1), DoorUnderTest.Limit);
        var closing = await unlucky.Completion.WaitAsync(DoorUnderTest.Limit);
        test.Engine.EnqueueFault = null;

        Assert.False(closing.IsOrderly && closing.Code == FrameErrorCode.None);
        await lucky.SendAsync(DoorUnderTest.Items(1), DoorUnderTest.Limit);
        Assert.True((await lucky.FinishAsync(DoorUnderTest.Limit)).IsOrderly);
    }

    [Fact]
    public async Task One_connection_more_than_allowed_is_told_so()
    {
        await using var test = await DoorUnderTest.OpenAsync(options => options.MaxConnections = 1);
        await using var first = await test.ConnectAsync();

        var refused = await Assert.ThrowsAsync<FrameClosedException>(() => test.ConnectAsync());

        Assert.Equal(FrameErrorCode.TooManyConnections, refused.Closing.Code);
        await first.FinishAsync(DoorUnderTest.Limit);
        await DoorUnderTest.EventuallyAsync(() => test.Door.ConnectionCount == 0, "the first is gone");
        await using var third = await test.ConnectAsync();
    }

    [Theory]
    [InlineData("", FrameErrorCode.Unauthorized)]
    [InlineData("nobody", FrameErrorCode.Unauthorized)]
    [InlineData("reader", FrameErrorCode.Forbidden)]
    [InlineData("both", FrameErrorCode.None)]
    public async Task A_key_is_demanded_when_keys_are_configured(string key, FrameErrorCode expected)
    {
        await using var test = await DoorUnderTest.OpenAsync(options => options.KeyAllows = bytes =>
            System.Text.Encoding.UTF8.GetString(bytes.Span) switch
            {
                "both" => FrameWants.All,
                "reader" => FrameWants.Outcomes,
                _ => FrameWants.None,
            });

        var connecting = test.ConnectAsync(configure: options => options.ApiKey = key);

        if (expected == FrameErrorCode.None)
        {
            await using var client = await connecting;
            Assert.Equal(84532UL, client.Welcome.ChainId);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<FrameClosedException>(() => connecting);
            Assert.Equal(expected, refused.Closing.Code);
        }
    }

    [Fact]
    public async Task A_caller_for_another_chain_is_told_which_chain_this_is()
    {
        await using var test = await DoorUnderTest.OpenAsync();

        var refused = await Assert.ThrowsAsync<FrameClosedException>(
            () => test.ConnectAsync(configure: options => options.ChainId = 8453));

        Assert.Equal((FrameErrorCode.WrongChain, 84532UL), (refused.Closing.Code, refused.Closing.Number));
    }

    [Fact]
    public async Task The_socket_file_is_for_owner_and_group_and_a_left_over_one_is_replaced()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        const UnixFileMode Expected =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(test.UnixPath) == Expected);

        await using var engine = new FrameEngine();
        await using var second = new FrameDoor(
            engine,
            new FrameDoorOptions { UnixPath = test.UnixPath },
            TimeProvider.System,
            NullLogger<FrameDoor>.Instance);
        await Assert.ThrowsAsync<IOException>(() => second.StartAsync(DoorUnderTest.Limit));
        await using var client = await test.ConnectAsync(address: test.Unix);
    }

    [Fact]
    public async Task A_door_that_cannot_open_leaves_the_socket_of_another_engine_alone()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        await using var engine = new FrameEngine();
        var second = new FrameDoor(
            engine,
            new FrameDoorOptions { Tcp = new IPEndPoint(IPAddress.Loopback, 0), UnixPath = test.UnixPath },
            TimeProvider.System,
            NullLogger<FrameDoor>.Instance);

        await Assert.ThrowsAsync<IOException>(() => second.StartAsync(DoorUnderTest.Limit));
        await second.DisposeAsync();

        Assert.True(File.Exists(test.UnixPath));
        await using var client = await test.ConnectAsync(address: test.Unix);
    }

    [Fact]
    public async Task An_address_in_use_is_refused_in_words_that_name_the_option()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        await using var engine = new FrameEngine();
        foreach (var (options, option) in new[]
        {
            (new FrameDoorOptions { Tcp = test.Door.TcpEndPoint }, "--tcp"),
            (new FrameDoorOptions { Tcp = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0) }, "--tcp"),
            (new FrameDoorOptions { UnixPath = test.UnixPath }, "--unix"),
            (new FrameDoorOptions { UnixPath = Path.Combine(test.UnixPath + "-missing", "door.sock") }, "--unix"),
        })
        {
            await using var second = new FrameDoor(engine, options, TimeProvider.System, NullLogger<FrameDoor>.Instance);
            var refusal = await Assert.ThrowsAsync<IOException>(() => second.StartAsync(DoorUnderTest.Limit));
            Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_door_that_drains_leaves_the_socket_of_its_successor_alone()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        await using var client = await test.ConnectAsync();
        test.Engine.CloseGate();
        await client.SendAsync(DoorUnderTest.Items(1), DoorUnderTest.Limit);
        await DoorUnderTest.EventuallyAsync(() => test.Engine.ItemsQueued == 1, "the item is with the engine");
        var stopping = test.Door.StopAsync(DoorUnderTest.Limit);
        await DoorUnderTest.EventuallyAsync(() => !File.Exists(test.UnixPath), "the listener is closed");

        await using var engine = new FrameEngine();
        await using var successor = new FrameDoor(
            engine, new FrameDoorOptions { UnixPath = test.UnixPath }, TimeProvider.System, NullLogger<FrameDoor>.Instance);
        await successor.StartAsync(DoorUnderTest.Limit);
        test.Engine.OpenGate();
        await stopping;

        await using var next = await test.ConnectAsync(address: test.Unix);
    }

    [Fact]
    public async Task A_stale_socket_file_is_replaced_and_a_regular_file_is_kept()
    {
        var directory = Directory.CreateTempSubdirectory("frames");
        var path = Path.Combine(directory.FullName, "stale.sock");
        LeaveStaleSocket(path);
        Assert.True(File.Exists(path));
        await using var engine = new FrameEngine();
        await using (var door = new FrameDoor(
            engine, new FrameDoorOptions { UnixPath = path }, TimeProvider.System, NullLogger<FrameDoor>.Instance))
        {
            await door.StartAsync(DoorUnderTest.Limit);
            await using var client = await FrameClient.ConnectAsync(
                $"unix:{path}", new FrameClientOptions(), DoorUnderTest.Limit);
        }

        await File.WriteAllTextAsync(path, "money");
        await using var second = new FrameDoor(
            engine, new FrameDoorOptions { UnixPath = path }, TimeProvider.System, NullLogger<FrameDoor>.Instance);
        await Assert.ThrowsAsync<IOException>(() => second.StartAsync(DoorUnderTest.Limit));
        Assert.Equal("money", await File.ReadAllTextAsync(path));
        directory.Delete(recursive: true);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_together()
    {
        var options = new FrameDoorOptions { Tcp = new IPEndPoint(IPAddress.Loopback, 0), Credit = 0, MaxGroups = 1 };

        var refused = Assert.Throws<ArgumentException>(
            () => new FrameDoor(new FrameEngine(), options, TimeProvider.System, NullLogger<FrameDoor>.Instance));

        Assert.Contains("Credit", refused.Message, StringComparison.Ordinal);
        Assert.Contains("MaxGroups", refused.Message, StringComparison.Ordinal);
    }

    // The runtime removes the file when it closes a socket that it bound, so the left-over is a second name of it.
    private static void LeaveStaleSocket(string path)
    {
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix,
            System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path + ".bound"));
        File.Move(path + ".bound", path);
    }
}
