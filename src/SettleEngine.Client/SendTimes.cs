using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Client;

/// <summary>When the items that are on their way were sent or ought to have been, in a ring. An item whose place was taken by a much later one
/// before its answer came is not measured.</summary>
/// <remarks>Thread rule: one sender notes, one reading loop records. The number of an item is written after its time and
/// read before it, so a time is never taken for another item's.</remarks>
internal sealed class SendTimes
{
    private readonly long[] _times;
    private readonly ulong[] _numbers;
    private readonly TimeProvider _timeProvider;
    private readonly LatencyHistogram _latency;
    private readonly ulong _mask;

    public SendTimes(uint credit, TimeProvider timeProvider, LatencyHistogram latency)
    {
        var places = (int)System.Numerics.BitOperations.RoundUpToPowerOf2(Math.Clamp(credit, 1_024, 1 << 20) * 2);
        _times = new long[places];
        _numbers = new ulong[places];
        _numbers.AsSpan().Fill(ulong.MaxValue);
        _mask = (ulong)places - 1;
        _timeProvider = timeProvider;
        _latency = latency;
    }

    public void Note(ulong firstItemNumber, int count, long? dueAt = null)
    {
        var sentAt = dueAt ?? _timeProvider.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var number = firstItemNumber + (uint)i;
            Volatile.Write(ref _times[number & _mask], sentAt);
            Volatile.Write(ref _numbers[number & _mask], number);
        }
    }

    public void Record(in AcknowledgementRange range)
    {
        var now = _timeProvider.GetTimestamp();
        for (var i = 0; i < range.Count; i++)
        {
            var number = range.FirstItemNumber + (uint)i;
            if (Volatile.Read(ref _numbers[number & _mask]) == number)
            {
                _latency.Record(_timeProvider.GetElapsedTime(Volatile.Read(ref _times[number & _mask]), now));
            }
        }
    }
}
