using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>Builds one Acknowledgements frame from single answers: equal answers to consecutive items share a range.</summary>
/// <remarks>Body: ranges (4); per range first item number (8), count (2), status (1), reason (1), and unless refused one
/// id per item: the difference to the id before it in this range (the first to 0), folded to unsigned, in seven-bit
/// groups. Ids that follow one another cost one byte each.</remarks>
public ref struct AcknowledgementWriter
{
    /// <summary>Bytes of the smallest useful destination: one range with one id.</summary>
    public const int MinBytes = FixedBytes + AcknowledgementRange.FixedBytes + VarInt.MaxBytes;

    private const int FixedBytes = FrameLayout.HeaderBytes + 4;

    private readonly Span<byte> _frame;
    private AcknowledgementRange _open;
    private int _openAt;
    private int _length;
    private uint _ranges;
    private ulong _lastId;

    /// <summary>Starts a frame.</summary>
    /// <param name="destination">At least <see cref="MinBytes"/>; what exceeds the longest frame is not used.</param>
    public AcknowledgementWriter(Span<byte> destination)
    {
        Invariant.Holds(destination.Length >= MinBytes);

        _frame = destination.Length > FrameLayout.MaxFrameBytes ? destination[..FrameLayout.MaxFrameBytes] : destination;
        _length = FixedBytes;
    }

    /// <summary>Appends the answer to one item.</summary>
    /// <param name="itemNumber">The caller's number.</param>
    /// <param name="status">The answer.</param>
    /// <param name="reason">Why it was refused, or None.</param>
    /// <param name="id">The admission, or 0; not written for refused items.</param>
    /// <returns>False when the frame is full: finish it, and append this answer to the next.</returns>
    public bool TryAppend(ulong itemNumber, AcknowledgementStatus status, RejectReason reason, ulong id)
    {
        var continues = _ranges != 0
            && status == _open.Status
            && reason == _open.Reason
            && _open.Count < AcknowledgementRange.MaxCount
            && itemNumber == _open.FirstItemNumber + (uint)_open.Count;
        var needed = (continues ? 0 : AcknowledgementRange.FixedBytes)
            + (status == AcknowledgementStatus.Rejected ? 0 : VarInt.MaxBytes);
        if (_frame.Length - _length < needed)
        {
            return false;
        }

        if (continues)
        {
            _open = _open with { Count = _open.Count + 1 };
        }
        else
        {
            CloseRange();
            _open = new AcknowledgementRange(itemNumber, 1, status, reason);
            _openAt = _length;
            _length += AcknowledgementRange.FixedBytes;
            _lastId = 0;
            _ranges++;
        }

        if (_open.HasIds)
        {
            _length += VarInt.Write(_frame[_length..], VarInt.Fold((long)(id - _lastId)));
            _lastId = id;
        }

        return true;
    }

    /// <summary>Completes the frame.</summary>
    /// <returns>Bytes of the frame; 0 when nothing was appended, and nothing needs to be sent.</returns>
    public int Finish()
    {
        if (_ranges == 0)
        {
            return 0;
        }

        CloseRange();
        FrameLayout.WriteHeader(_frame, FrameType.Acknowledgements, _length - FrameLayout.HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame[FrameLayout.HeaderBytes..], _ranges);
        return _length;
    }

    private readonly void CloseRange()
    {
        if (_ranges == 0)
        {
            return;
        }

        var range = _frame[_openAt..];
        BinaryPrimitives.WriteUInt64LittleEndian(range, _open.FirstItemNumber);
        BinaryPrimitives.WriteUInt16LittleEndian(range[8..], (ushort)_open.Count);
        range[10] = (byte)_open.Status;
        range[11] = (byte)_open.Reason;
    }
}
