using SettleEngine.Core.Authorizations;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The same answer to consecutive items.</summary>
/// <param name="FirstItemNumber">The caller's number of the first item.</param>
/// <param name="Count">Items, at least one.</param>
/// <param name="Status">The answer.</param>
/// <param name="Reason">Why they were refused; None for another status.</param>
public readonly record struct AcknowledgementRange(
    ulong FirstItemNumber, int Count, AcknowledgementStatus Status, RejectReason Reason)
{
    /// <summary>Bytes of a range without its ids.</summary>
    public const int FixedBytes = 8 + 2 + 1 + 1;

    /// <summary>Most items of one range.</summary>
    public const int MaxCount = ushort.MaxValue;

    /// <summary>Whether an admission id goes with each item: all but refused ones have an admission.</summary>
    public bool HasIds => Status != AcknowledgementStatus.Rejected;
}
