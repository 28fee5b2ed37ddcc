using System.Buffers.Binary;
using System.Net.Sockets;
using SettleEngine.Core.Encoding.Frames;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Frames;

/// <summary>What a caller must not do: each gets a stable code, and a well-behaved caller beside it notices nothing.</summary>
public class FrameDoorHostileTests
{
    [Theory]
    [InlineData("00000000", FrameErrorCode.FrameLength)]
    [InlineData("01000000", FrameErrorCode.FrameLength)]
    [InlineData("ffffffff", FrameErrorCode.FrameLength)]
    [InlineData("00000080", FrameErrorCode.FrameLength)]
    [InlineData("0e00000002", FrameErrorCode.UnsupportedVersion, "01")]
    [InlineData("0e0000000107", FrameErrorCode.UnknownType)]
    [InlineData("0e0000000140", FrameErrorCode.UnexpectedFrame)]
    [InlineData("0a00000001030000000000000000", FrameErrorCode.UnexpectedFrame)]
    [InlineData("0c00000001010000000000000000000000", FrameErrorCode.MalformedBody, "00")]
    [InlineData("474554202f20485454502f312e310d0a0d0a", FrameErrorCode.FrameLength)]
    public async Task Bytes_that_are_no_hello_get_a_code(string hex, FrameErrorCode expected, string more = "")
    {
        await using var test = await DoorUnderTest.OpenAsync();
        await using var good = await test.ConnectAsync();
        using var socket = await ConnectAsync(test);
        await socket.SendAsync(Convert.FromHexString(hex + more));

        Assert.Equal(expected, await ReadErrorAsync(socket));

        await good.SendAsync(DoorUnderTest.Items(10), DoorUnderTest.Limit);
        Assert.Equal(10UL, (await good.FinishAsync(DoorUnderTest.Limit)).Number);
    }

    [Fact]
    public async Task A_frame_that_is_cut_off_is_told_so_and_its_whole_items_are_answered()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        using var socket = await ConnectAsync(test);
        var frames = HelloAndItems(FrameWants.All, firstItemNumber: 5, count: 3);
        await socket.SendAsync(frames.AsMemory(0, frames.Length - 1));
        socket.Shutdown(SocketShutdown.Send);

        var (code, number, answered) = await ReadToEndAsync(socket);

        Assert.Equal((FrameErrorCode.TruncatedFrame, 7UL, 2), (code, number, answered));
    }

    [Fact]
    public async Task More_items_than_the_credit_end_the_connection()
    {
        await using var test = await DoorUnderTest.OpenAsync(options => options.Credit = 2);
        using var socket = await ConnectAsync(test);
        await socket.SendAsync(HelloAndItems(FrameWants.All, 0, 3));

        Assert.Equal(FrameErrorCode.CreditExceeded, await ReadErrorAsync(socket));
        Assert.Equal(0, test.Engine.ItemsTaken);
    }

    [Fact]
    public async Task Item_numbers_that_do_not_grow_end_the_connection_after_the_first_answers()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        using var socket = await ConnectAsync(test);
        byte[] twice = [.. HelloAndItems(FrameWants.All, 9, 2), .. Items(10, 1)];
        await socket.SendAsync(twice);

        var (code, number, answered) = await ReadToEndAsync(socket);

        Assert.Equal((FrameErrorCode.ItemNumbers, 11UL, 2), (code, number, answered));
    }

    [Fact]
    public async Task Items_without_the_want_are_forbidden()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        using var socket = await ConnectAsync(test);
        await socket.SendAsync(HelloAndItems(FrameWants.Outcomes, 0, 1));

        Assert.Equal(FrameErrorCode.Forbidden, await ReadErrorAsync(socket));
    }

    [Fact]
    public async Task An_item_above_four_kibibytes_ends_the_connection_and_the_items_before_it_are_answered()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        using var socket = await ConnectAsync(test);
        var frames = HelloAndItems(FrameWants.All, 0, 2);
        frames[^(65 + 1)] = 0xFF;
        await socket.SendAsync(frames);

        var (code, number, answered) = await ReadToEndAsync(socket);

        Assert.Equal((FrameErrorCode.ItemTooLong, 1UL, 1), (code, number, answered));
    }

    [Fact]
    public async Task A_frame_that_stays_unfinished_and_a_silent_caller_run_into_their_time_outs()
    {
        await using var test = await DoorUnderTest.OpenAsync(options =>
        {
            options.FrameTimeout = TimeSpan.FromSeconds(1);
            options.IdleTimeout = TimeSpan.FromSeconds(2);
        });
        using var slow = await ConnectAsync(test);
        using var mute = await ConnectAsync(test);
        using var idle = await ConnectAsync(test);
        await slow.SendAsync(HelloAndItems(FrameWants.All, 0, 1).AsMemory(0, 60));
        await idle.SendAsync(Hello(FrameWants.All));

        Assert.Equal(FrameErrorCode.FrameTimeout, await ReadErrorAsync(slow));
        Assert.Equal(FrameErrorCode.FrameTimeout, await ReadErrorAsync(mute));
        Assert.Equal(FrameErrorCode.IdleTimeout, await ReadErrorAsync(idle));
    }

    [Fact]
    public async Task A_caller_that_never_reads_is_cut_off_and_hurts_nobody_else()
    {
        await using var test = await DoorUnderTest.OpenAsync(options =>
        {
            options.WriteStall = TimeSpan.FromSeconds(2);
            options.BufferBytes = 8 * 1_024;
        });
        using var deaf = await ConnectAsync(test, receiveBytes: 4_096);
        await deaf.SendAsync(HelloAndItems(FrameWants.All, 0, 1));
        byte[] subscribe = [10, 0, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0];
        await deaf.SendAsync(subscribe);
        test.Engine.Settle(60_000);

        var book = new Book();
        await using var good = await test.ConnectAsync(book);
        await good.SendAsync(DoorUnderTest.Items(20_000), DoorUnderTest.Limit);
        Assert.True((await good.FinishAsync(DoorUnderTest.Limit)).IsOrderly);

        Assert.Equal(20_000, book.AnswerCount);
        await DoorUnderTest.EventuallyAsync(() => test.Door.ConnectionCount == 0, "the deaf caller is cut off");
    }

    [Theory]
    [InlineData(3)]
    public async Task Garbage_never_breaks_the_door(int seed)
    {
        await using var test = await DoorUnderTest.OpenAsync();
        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            using var socket = await ConnectAsync(test);
            var bytes = HelloAndItems(FrameWants.All, 0, 5);
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                bytes[random.Next(random.Next(2) == 0 ? 40 : bytes.Length)] = (byte)random.Next(256);
            }

            await socket.SendAsync(bytes);
            socket.Shutdown(SocketShutdown.Send);
            await ReadToEndAsync(socket);
        }

        await using var good = await test.ConnectAsync();
        await good.SendAsync(DoorUnderTest.Items(10), DoorUnderTest.Limit);
        Assert.True((await good.FinishAsync(DoorUnderTest.Limit)).IsOrderly);
    }

    private static byte[] Hello(FrameWants wants)
    {
        var frame = new byte[64];
        return frame[..new HelloFrame(wants, 0, []).Write(frame)];
    }

    private static byte[] Items(ulong firstItemNumber, int count)
    {
        var frame = new byte[1_024 + (count * FrameItem.EcdsaItemBytes)];
        var length = new AuthorizationsFrame(firstItemNumber, count).Write(frame, count * FrameItem.EcdsaItemBytes);
        foreach (var item in DoorUnderTest.Items(count))
        {
            length += FrameItem.Write(item, frame.AsSpan(length));
        }

        return frame[..length];
    }

    private static byte[] HelloAndItems(FrameWants wants, ulong firstItemNumber, int count) =>
        [.. Hello(wants), .. Items(firstItemNumber, count)];

    private static async Task<Socket> ConnectAsync(DoorUnderTest test, int receiveBytes = 0)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBytes > 0)
        {
            socket.ReceiveBufferSize = receiveBytes;
        }

        await socket.ConnectAsync(test.Door.TcpEndPoint!);
        return socket;
    }

    private static async Task<FrameErrorCode> ReadErrorAsync(Socket socket) => (await ReadToEndAsync(socket)).Code;

    // Reads frames until the door ends, and says how it ended and how many items it answered.
    private static async Task<(FrameErrorCode Code, ulong Number, int Answered)> ReadToEndAsync(Socket socket)
    {
        var bytes = new List<byte>();
        var buffer = new byte[4_096];
        var answered = 0;
        while (true)
        {
            while (bytes.Count >= FrameLayout.HeaderBytes)
            {
                var frame = bytes.ToArray();
                Assert.Equal(FrameErrorCode.None, FrameHeader.TryRead(frame, out var header));
                var end = FrameLayout.HeaderBytes + header.BodyBytes;
                if (frame.Length < end)
                {
                    break;
                }

                var body = frame.AsSpan(FrameLayout.HeaderBytes..end);
                if (header.Type == FrameType.Error)
                {
                    Assert.Equal(FrameErrorCode.None, ErrorFrame.TryRead(body, out var error));
                    return (error.Code, error.Number, answered);
                }

                if (header.Type == FrameType.Goodbye)
                {
                    return (FrameErrorCode.None, BinaryPrimitives.ReadUInt64LittleEndian(body), answered);
                }

                answered += header.Type == FrameType.Acknowledgements ? CountOf(body) : 0;
                bytes.RemoveRange(0, end);
            }

            var read = await socket.ReceiveAsync(buffer, DoorUnderTest.Limit);
            Assert.True(read > 0, "the door closed without a last word");
            bytes.AddRange(buffer.AsSpan(0, read));
        }
    }

    private static int CountOf(ReadOnlySpan<byte> body)
    {
        var reader = new AcknowledgementReader(body);
        var count = 0;
        while (reader.TryReadRange(out var range))
        {
            count += range.Count;
        }

        return count;
    }
}
