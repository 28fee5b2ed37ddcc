using System.Buffers;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Frames;

/// <summary>Turns the bytes of one connection into items, as they arrive: a frame of 1 MiB is never held as a whole.</summary>
/// <remarks>No I/O and no waiting: the reader feeds it and does what it asks for. Thread rule: one reader.</remarks>
internal sealed class FrameParser
{
    private readonly FrameLedger _ledger;
    private bool _isInItems;
    private int _bodyLeft;
    private int _itemsLeft;
    private ulong _itemNumber;

    public FrameParser(FrameLedger ledger) => _ledger = ledger;

    /// <summary>What is wrong, after <see cref="ParseStep.Broken"/>.</summary>
    public FrameErrorCode Error { get; private set; }

    /// <summary>What the caller may do; None before Hello was let in.</summary>
    public FrameWants Granted { get; set; }

    /// <summary>What Hello wants.</summary>
    public FrameWants Wants { get; private set; }

    /// <summary>The chain that Hello wants, or 0.</summary>
    public ulong ChainId { get; private set; }

    /// <summary>The key that Hello brought.</summary>
    public byte[] ApiKey { get; private set; } = [];

    /// <summary>The sequence that SubscribeOutcomes named.</summary>
    public ulong SubscribeAfter { get; private set; }

    /// <summary>Whether the bytes end between two frames.</summary>
    public bool IsBetweenFrames => !_isInItems;

    /// <summary>Lowest number that the next frame may use.</summary>
    public ulong NextItemNumber { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="buffer">What has arrived; moved past what was used.</param>
    /// <param name="group">Where items go, or null.</param>
    /// <returns>Why it stopped.</returns>
    public ParseStep Step(ref ReadOnlySequence<byte> buffer, AuthorizationGroup? group)
    {
        ParseStep step;
        do
        {
            step = _isInItems ? ReadItems(ref buffer, group) : ReadFrame(ref buffer);
        }
        while (step == ParseStep.GoOn);

        return step;
    }

    private ParseStep ReadFrame(ref ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[FrameLayout.HeaderBytes + HelloFrame.FixedBytes + FrameLayout.MaxApiKeyBytes];
        var available = (int)Math.Min(buffer.Length, bytes.Length);
        buffer.Slice(0, available).CopyTo(bytes);
        bytes = bytes[..available];
        if (available < FrameLayout.LengthBytes)
        {
            return ParseStep.NeedMore;
        }

        if (FrameHeader.CheckLength(bytes) != FrameErrorCode.None)
        {
            return Break(FrameErrorCode.FrameLength);
        }

        if (available < FrameLayout.HeaderBytes)
        {
            return ParseStep.NeedMore;
        }

        var code = FrameHeader.TryRead(bytes, out var header);
        if (code != FrameErrorCode.None)
        {
            return Break(code);
        }

        if (!FrameLayout.IsFromCaller(header.Type)
            || (header.Type == FrameType.Hello) != (Granted == FrameWants.None))
        {
            return Break(FrameErrorCode.UnexpectedFrame);
        }

        // Of an Authorizations frame only the start is needed: its items are read one by one.
        var needed = header.Type == FrameType.Authorizations
            ? Math.Min(header.BodyBytes, FrameLayout.AuthorizationsHeaderBytes)
            : header.BodyBytes;
        if (available < FrameLayout.HeaderBytes + needed)
        {
            return ParseStep.NeedMore;
        }

        var step = Open(header, bytes.Slice(FrameLayout.HeaderBytes, needed));
        if (step != ParseStep.Broken)
        {
            buffer = buffer.Slice(FrameLayout.HeaderBytes + needed);
        }

        return step;
    }

    private ParseStep Open(FrameHeader header, ReadOnlySpan<byte> body) => header.Type switch
    {
        FrameType.Hello => OpenHello(body),
        FrameType.SubscribeOutcomes => OpenSubscribe(body),
        _ => OpenAuthorizations(header, body),
    };

    private ParseStep OpenHello(ReadOnlySpan<byte> body)
    {
        var code = HelloFrame.TryRead(body, out var hello);
        if (code != FrameErrorCode.None)
        {
            return Break(code);
        }

        Wants = hello.Wants;
        ChainId = hello.ChainId;
        ApiKey = hello.ApiKey.ToArray();
        return ParseStep.Hello;
    }

    private ParseStep OpenSubscribe(ReadOnlySpan<byte> body)
    {
        var code = SubscribeOutcomesFrame.TryRead(body, out var subscribe);
        if (code != FrameErrorCode.None)
        {
            return Break(code);
        }

        SubscribeAfter = subscribe.After;
        return Granted.HasFlag(FrameWants.Outcomes) ? ParseStep.Subscribe : Break(FrameErrorCode.Forbidden);
    }

    private ParseStep OpenAuthorizations(FrameHeader header, ReadOnlySpan<byte> body)
    {
        var code = AuthorizationsFrame.TryRead(body, header.BodyBytes, out var frame);
        if (code != FrameErrorCode.None)
        {
            return Break(code);
        }

        if (!Granted.HasFlag(FrameWants.Settle))
        {
            return Break(FrameErrorCode.Forbidden);
        }

        if (frame.FirstItemNumber < NextItemNumber)
        {
            return Break(FrameErrorCode.ItemNumbers);
        }

        if (!_ledger.TryTakeCredit(frame.Count))
        {
            return Break(FrameErrorCode.CreditExceeded);
        }

        _isInItems = true;
        _bodyLeft = header.BodyBytes - FrameLayout.AuthorizationsHeaderBytes;
        _itemsLeft = frame.Count;
        _itemNumber = frame.FirstItemNumber;

        // A gap in the numbers is the caller's choice; what it skipped was not taken and never will be.
        NextItemNumber = frame.FirstItemNumber;
        return ParseStep.GoOn;
    }

    private ParseStep ReadItems(ref ReadOnlySequence<byte> buffer, AuthorizationGroup? group)
    {
        while (_itemsLeft > 0)
        {
            if (_bodyLeft < FrameItem.FixedBytes)
            {
                return Break(FrameErrorCode.MalformedBody);
            }

            if (buffer.Length < FrameItem.FixedBytes)
            {
                return ParseStep.NeedMore;
            }

            if (group is null)
            {
                return ParseStep.NeedGroup;
            }

            if (group.Count == group.Capacity || (group.Count > 0 && group.Tag + (uint)group.Count != _itemNumber))
            {
                return ParseStep.GroupIsReady;
            }

            var before = _itemsLeft;
            var step = buffer.FirstSpan.Length >= FrameItem.EcdsaItemBytes
                ? ReadContiguous(ref buffer, group)
                : ReadAcrossSegments(ref buffer, group);
            if (step == ParseStep.Broken || (step == ParseStep.NeedMore && before == _itemsLeft))
            {
                return step;
            }
        }

        if (_bodyLeft > 0)
        {
            return Break(FrameErrorCode.MalformedBody);
        }

        _isInItems = false;
        return ParseStep.GoOn;
    }

    private ParseStep ReadContiguous(ref ReadOnlySequence<byte> buffer, AuthorizationGroup group)
    {
        var span = buffer.FirstSpan;
        var used = 0;
        var step = ParseStep.NeedMore;
        while (_itemsLeft > 0 && group.Count < group.Capacity && span.Length - used >= FrameItem.FixedBytes)
        {
            step = ReadOne(span[used..], group, out var itemBytes);
            if (itemBytes == 0)
            {
                break;
            }

            used += itemBytes;
        }

        buffer = buffer.Slice(used);
        if (step == ParseStep.NeedMore && used == 0 && !buffer.IsSingleSegment)
        {
            return ReadAcrossSegments(ref buffer, group);
        }

        return step;
    }

    private ParseStep ReadAcrossSegments(ref ReadOnlySequence<byte> buffer, AuthorizationGroup group)
    {
        Span<byte> bytes = stackalloc byte[FrameLayout.MaxItemBytes];
        var available = (int)Math.Min(buffer.Length, bytes.Length);
        buffer.Slice(0, available).CopyTo(bytes);
        var step = ReadOne(bytes[..available], group, out var itemBytes);
        buffer = buffer.Slice(itemBytes);
        return step;
    }

    private ParseStep ReadOne(ReadOnlySpan<byte> bytes, AuthorizationGroup group, out int itemBytes)
    {
        var code = FrameItem.TryMeasure(bytes, out itemBytes);
        if (code != FrameErrorCode.None)
        {
            return Break(code);
        }

        // The items that are still to come need room too, which also refuses an item that eats into them.
        if (itemBytes > _bodyLeft)
        {
            itemBytes = 0;
            return Break(FrameErrorCode.MalformedBody);
        }

        if (itemBytes > bytes.Length)
        {
            itemBytes = 0;
            return ParseStep.NeedMore;
        }

        if (group.Count == 0)
        {
            group.Tag = _itemNumber;
        }

        var reason = FrameItem.TryRead(bytes[..itemBytes], out var item);
        group.Add(item, reason);
        _bodyLeft -= itemBytes;
        _itemsLeft--;
        _itemNumber++;
        NextItemNumber = _itemNumber;
        return ParseStep.NeedMore;
    }

    private ParseStep Break(FrameErrorCode code)
    {
        Error = code;
        return ParseStep.Broken;
    }
}
