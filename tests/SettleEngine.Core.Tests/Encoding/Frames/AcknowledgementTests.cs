using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding.Frames;

public class AcknowledgementTests
{
    [Fact]
    public void Answers_of_every_kind_survive_the_way()
    {
        var random = new Random(7);
        var answers = new List<(ulong Number, AcknowledgementStatus Status, RejectReason Reason, ulong Id)>();
        var number = 0UL;
        for (var i = 0; i < 20_000; i++)
        {
            var status = (AcknowledgementStatus)random.Next(1, 5);
            number += random.Next(10) == 0 ? 5UL : 1;
            answers.Add(status == AcknowledgementStatus.Rejected
                ? (number, status, (RejectReason)random.Next(2, 76), 0)
                : (number, status, RejectReason.None, (ulong)random.NextInt64(long.MinValue, long.MaxValue)));
        }

        var read = new List<(ulong, AcknowledgementStatus, RejectReason, ulong)>();
        var buffer = new byte[4_096];
        for (var position = 0; position < answers.Count;)
        {
            var writer = new AcknowledgementWriter(buffer);
            while (position < answers.Count
                && writer.TryAppend(
                    answers[position].Number, answers[position].Status, answers[position].Reason, answers[position].Id))
            {
                position++;
            }

            read.AddRange(ReadAll(buffer.AsSpan(FrameLayout.HeaderBytes..writer.Finish())));
        }

        Assert.Equal(answers, read);
    }

    [Fact]
    public void A_dense_range_of_ids_costs_one_byte_each()
    {
        var writer = new AcknowledgementWriter(new byte[1_024]);
        for (var i = 0UL; i < 256; i++)
        {
            Assert.True(writer.TryAppend(i, AcknowledgementStatus.Accepted, RejectReason.None, 1_000_000 + i));
        }

        Assert.Equal(FrameLayout.HeaderBytes + 4 + AcknowledgementRange.FixedBytes + 4 + 255, writer.Finish() + 1);
    }

    [Fact]
    public void A_range_longer_than_its_count_can_say_is_split()
    {
        var buffer = new byte[FrameLayout.MaxFrameBytes];
        var writer = new AcknowledgementWriter(buffer);
        for (var i = 0UL; i < 70_000; i++)
        {
            Assert.True(writer.TryAppend(i, AcknowledgementStatus.Rejected, RejectReason.Overloaded, 0));
        }

        var read = ReadAll(buffer.AsSpan(FrameLayout.HeaderBytes..writer.Finish()));
        Assert.Equal(70_000, read.Count);
    }

    [Fact]
    public void Nothing_appended_is_nothing_to_send()
    {
        Assert.Equal(0, new AcknowledgementWriter(new byte[64]).Finish());
    }

    [Fact]
    public void Cut_off_and_overlong_bodies_are_refused()
    {
        var buffer = new byte[256];
        var writer = new AcknowledgementWriter(buffer);
        writer.TryAppend(1, AcknowledgementStatus.Accepted, RejectReason.None, ulong.MaxValue / 2);
        writer.TryAppend(2, AcknowledgementStatus.Rejected, RejectReason.Expired, 0);
        var body = buffer.AsSpan(FrameLayout.HeaderBytes..writer.Finish()).ToArray();

        for (var length = 0; length < body.Length; length++)
        {
            Assert.Equal(FrameErrorCode.MalformedBody, ErrorOf(body.AsSpan(0, length)));
        }

        Assert.Equal(FrameErrorCode.MalformedBody, ErrorOf([.. body, 0]));
        Assert.Equal(FrameErrorCode.None, ErrorOf(body));
    }

    [Fact]
    public void An_id_of_more_than_64_bits_is_refused()
    {
        byte[] range = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0];
        byte[] tooLong = [255, 255, 255, 255, 255, 255, 255, 255, 255, 2];
        byte[] endless = [128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0];

        Assert.Equal(FrameErrorCode.MalformedBody, ErrorOf([.. range, .. tooLong]));
        Assert.Equal(FrameErrorCode.MalformedBody, ErrorOf([.. range, .. endless]));
    }

    private static FrameErrorCode ErrorOf(ReadOnlySpan<byte> body)
    {
        var reader = new AcknowledgementReader(body);
        while (reader.TryReadRange(out _))
        {
        }

        return reader.Error;
    }

    private static List<(ulong Number, AcknowledgementStatus Status, RejectReason Reason, ulong Id)> ReadAll(
        ReadOnlySpan<byte> body)
    {
        var read = new List<(ulong, AcknowledgementStatus, RejectReason, ulong)>();
        var reader = new AcknowledgementReader(body);
        while (reader.TryReadRange(out var range))
        {
            for (var i = 0; i < range.Count; i++)
            {
                reader.TryReadId(out var id);
                read.Add((range.FirstItemNumber + (uint)i, range.Status, range.Reason, id));
            }
        }

        Assert.Equal(FrameErrorCode.None, reader.Error);
        return read;
    }
}
