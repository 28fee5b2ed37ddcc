using SettleEngine.Core.Primitives;

namespace SettleEngine.Doors.Http;

/// <summary>Brings the edges of validity windows, 256-bit on the wire, to the seconds that the rules count in.</summary>
internal static class WindowEdge
{
    /// <summary>The largest edge that can be told apart. Such times lie 584 billion years ahead: the rules refuse them as
    /// not valid yet or as valid too long, and the signature check never sees the shortened value.</summary>
    public static UnixSeconds Seconds(UInt256 edge) => new(edge.FitsUInt64 ? edge.Low64 : ulong.MaxValue);
}
