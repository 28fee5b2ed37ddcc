using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Pipeline.Ingest;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Frames;

public class FrameOutcomeTests
{
    [Fact]
    public async Task Outcomes_are_pushed_once_each_in_order_across_a_reconnect_while_more_come()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        test.Engine.Settle(500);
        var settling = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                test.Engine.Settle(20);
                await Task.Delay(1);
            }
        });

        var first = new Book();
        await using (var client = await test.ConnectAsync(first))
        {
            await client.SubscribeOutcomesAsync(0, DoorUnderTest.Limit);
            await DoorUnderTest.EventuallyAsync(() => first.Outcomes.Length > 600, "the stored and some new ones came");
        }

        var known = first.Outcomes;
        var second = new Book();
        await using var again = await test.ConnectAsync(second, test.Unix);
        await again.SubscribeOutcomesAsync(known[^1], DoorUnderTest.Limit);
        await settling;
        await DoorUnderTest.EventuallyAsync(() => known.Length + second.Outcomes.Length >= 2_500, "all came");

        var expected = Enumerable.Range(0, 2_500).Select(i => ((ulong)i * 3) + 7);
        Assert.Equal(expected, known.Concat(second.Outcomes));
    }

    [Fact]
    public async Task A_sequence_below_the_kept_range_is_told_the_first_kept_one()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        test.Engine.FirstRetainedOutcome = 100;
        await using var client = await test.ConnectAsync();
        await client.SubscribeOutcomesAsync(98, DoorUnderTest.Limit);

        var closing = await client.Completion.WaitAsync(DoorUnderTest.Limit);

        Assert.Equal((FrameErrorCode.OutcomesGone, 100UL), (closing.Code, closing.Number));
        await using var again = await test.ConnectAsync();
        await again.SubscribeOutcomesAsync(99, DoorUnderTest.Limit);
        Assert.True((await again.FinishAsync(DoorUnderTest.Limit)).IsOrderly);
    }

    [Fact]
    public async Task Subscribing_twice_is_refused()
    {
        await using var test = await DoorUnderTest.OpenAsync();
        await using var client = await test.ConnectAsync();
        await client.SubscribeOutcomesAsync(0, DoorUnderTest.Limit);
        await client.SubscribeOutcomesAsync(0, DoorUnderTest.Limit);

        Assert.Equal(
            FrameErrorCode.UnexpectedFrame, (await client.Completion.WaitAsync(DoorUnderTest.Limit)).Code);
    }

    [Fact]
    public void The_codec_and_the_engine_number_the_statuses_alike()
    {
        foreach (var status in Enum.GetValues<AdmissionStatus>())
        {
            Assert.Equal(status.ToString(), ((AcknowledgementStatus)status).ToString());
        }

        Assert.Equal(Enum.GetValues<AdmissionStatus>().Length, Enum.GetValues<AcknowledgementStatus>().Length);
    }
}
