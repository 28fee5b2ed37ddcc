using SettleEngine.Core.Batch;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

public class LaneRoomsTests
{
    [Fact]
    public void A_lane_that_said_nothing_has_no_room() => Assert.False(new LaneRooms(3).IsAny);

    [Fact]
    public void Equal_lanes_take_turns()
    {
        var rooms = WithRoom(open: [0, 0, 0], room: [12, 12, 12]);

        Assert.Equal([0, 1, 2, 0, 1, 2, 0], Enumerable.Range(0, 7).Select(_ => rooms.Take()));
    }

    [Fact]
    public void The_lane_with_the_fewest_open_batches_is_next()
    {
        var rooms = WithRoom(open: [3, 1, 2], room: [9, 11, 10]);

        Assert.Equal([1, 2, 1, 2, 0], Enumerable.Range(0, 5).Select(_ => rooms.Take()));
    }

    [Fact]
    public void A_lane_that_moves_gets_all_while_another_keeps_what_it_has()
    {
        var rooms = WithRoom(open: [1, 0], room: [11, 12]);
        for (var batch = 1; batch <= 100; batch++)
        {
            Assert.Equal(1, rooms.Take());
            rooms.Tell(1, open: 0, room: 12, taken: batch);
        }
    }

    [Fact]
    public void Batches_on_the_way_count_until_the_lane_has_taken_them()
    {
        var rooms = WithRoom(open: [0], room: [2]);
        rooms.Take();
        rooms.Take();
        Assert.False(rooms.IsAny);

        // It had not heard of the second one when it spoke.
        rooms.Tell(0, open: 1, room: 1, taken: 1);
        Assert.False(rooms.IsAny);

        rooms.Tell(0, open: 1, room: 1, taken: 2);
        Assert.Equal(0, rooms.Take());
    }

    [Fact]
    public void Room_is_taken_back()
    {
        var rooms = WithRoom(open: [0, 4], room: [12, 8]);

        rooms.Tell(0, open: 1, room: 0, taken: 0);

        Assert.Equal([1, 1, 1], Enumerable.Range(0, 3).Select(_ => rooms.Take()));
    }

    private static LaneRooms WithRoom(int[] open, int[] room)
    {
        var rooms = new LaneRooms(open.Length);
        for (var lane = 0; lane < open.Length; lane++)
        {
            rooms.Tell(lane, open[lane], room[lane], taken: 0);
        }

        return rooms;
    }
}
