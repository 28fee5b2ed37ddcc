using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>Reads the ranges of an Acknowledgements body, and the ids of each, without allocating.</summary>
/// <remarks>Call <see cref="TryReadRange"/> until it is false, and after each range <see cref="TryReadId"/> as often as it
/// has items. Then <see cref="Error"/> says whether the body was well formed.</remarks>
public ref struct AcknowledgementReader
{
    private ReadOnlySpan<byte> _rest;
    private uint _rangesLeft;
    private int _idsLeft;
    private ulong _lastId;

    /// <summary>Starts reading.</summary>
    /// <param name="body">The whole body.</param>
    public AcknowledgementReader(ReadOnlySpan<byte> body)
    {
        if (body.Length < 4)
        {
            Error = FrameErrorCode.MalformedBody;
            return;
        }

        _rangesLeft = BinaryPrimitives.ReadUInt32LittleEndian(body);
        _rest = body[4..];
    }

    /// <summary><see cref="FrameErrorCode.None"/> while all that was read is well formed.</summary>
    public FrameErrorCode Error { get; private set; }

    /// <summary>Reads the next range; ids of the one before that were not read are skipped.</summary>
    /// <param name="range">The range, or default.</param>
    /// <returns>False at the end and at the first error.</returns>
    public bool TryReadRange(out AcknowledgementRange range)
    {
        range = default;
        while (_idsLeft > 0 && TryReadId(out _))
        {
        }

        if (Error != FrameErrorCode.None)
        {
            return false;
        }

        if (_rangesLeft == 0)
        {
            return _rest.IsEmpty ? false : Fail();
        }

        if (_rest.Length < AcknowledgementRange.FixedBytes)
        {
            return Fail();
        }

        var read = new AcknowledgementRange(
            BinaryPrimitives.ReadUInt64LittleEndian(_rest),
            BinaryPrimitives.ReadUInt16LittleEndian(_rest[8..]),
            (AcknowledgementStatus)_rest[10],
            (RejectReason)_rest[11]);
        if (read.Count == 0
            || read.Status is AcknowledgementStatus.None or > AcknowledgementStatus.Rejected
            || read.FirstItemNumber > ulong.MaxValue - (uint)read.Count)
        {
            return Fail();
        }

        _rest = _rest[AcknowledgementRange.FixedBytes..];
        _rangesLeft--;
        _idsLeft = read.HasIds ? read.Count : 0;
        _lastId = 0;
        range = read;
        return true;
    }

    /// <summary>Reads the id of the range's next item.</summary>
    /// <param name="id">The admission, or 0.</param>
    /// <returns>False when the range has no more ids, and at the first error.</returns>
    public bool TryReadId(out ulong id)
    {
        id = 0;
        if (_idsLeft == 0 || Error != FrameErrorCode.None)
        {
            return false;
        }

        var length = VarInt.Read(_rest, out var folded);
        if (length == 0)
        {
            return Fail();
        }

        _rest = _rest[length..];
        _idsLeft--;
        _lastId += (ulong)VarInt.Unfold(folded);
        id = _lastId;
        return true;
    }

    private bool Fail()
    {
        Error = FrameErrorCode.MalformedBody;
        return false;
    }
}
