using System.Buffers;
using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http.Bulk;

/// <summary>Cuts a request body into lines and the lines into groups.</summary>
/// <remarks>Thread rule: the request's own flow.</remarks>
internal sealed class BulkIntake(ISettlementEngine engine, BulkGroups groups, HttpDoorOptions options, BulkRequest request)
{
    private readonly byte[] _line = new byte[options.MaxBulkLineBytes];
    private BulkGroup? _group;
    private int _lines;
    private bool _skipsLine;

    /// <summary>Whether there was a line beyond the most that are allowed.</summary>
    public bool IsOverLimit { get; private set; }

    /// <summary>Takes lines out of the buffer until a group is full or no whole line is left.</summary>
    /// <param name="rest">The buffer; afterwards what is left of it, never more than a line's limit without a line end.</param>
    /// <param name="isLast">Whether nothing follows the buffer, so that its last line needs no line end.</param>
    /// <returns>Whether the group is full and must be handed over before the next call.</returns>
    public bool TryFill(ref ReadOnlySequence<byte> rest, bool isLast)
    {
        while (!IsOverLimit && TryCutLine(ref rest, isLast, out var line, out var isTooLong))
        {
            if (++_lines > options.MaxBulkLines)
            {
                IsOverLimit = true;
                return false;
            }

            Add(line, isTooLong);
            if (_group!.Items.Count == _group.Items.Capacity)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Hands the group over, full or not; nothing when there is none.</summary>
    public async ValueTask HandOverAsync(CancellationToken cancellationToken)
    {
        if (_group is not { } group)
        {
            return;
        }

        _group = null;
        group.Items.Tag = (ulong)request.Reserve(group.Items.Count);
        var isTaken = false;
        try
        {
            await engine.EnqueueAsync(group.Items, cancellationToken);
            isTaken = true;
        }
        finally
        {
            if (!isTaken)
            {
                groups.Return(group);
                request.Done();
            }
        }
    }

    private bool TryCutLine(
        ref ReadOnlySequence<byte> rest,
        bool isLast,
        out ReadOnlySequence<byte> line,
        out bool isTooLong)
    {
        var end = rest.PositionOf((byte)'\n');
        line = end is { } found ? rest.Slice(0, found) : rest;
        isTooLong = _skipsLine || line.Length > _line.Length;
        if (end is { } lineEnd)
        {
            rest = rest.Slice(rest.GetPosition(1, lineEnd));
            _skipsLine = false;
            return true;
        }

        if (isLast)
        {
            // A last line without a line end counts; nothing after the last line end does not.
            var hasLine = _skipsLine || !rest.IsEmpty;
            rest = rest.Slice(rest.End);
            _skipsLine = false;
            return hasLine;
        }

        if (isTooLong)
        {
            // The rest of a line that is too long is dropped as it comes, so that it never piles up.
            _skipsLine = true;
            rest = rest.Slice(rest.End);
        }

        return false;
    }

    private void Add(in ReadOnlySequence<byte> line, bool isTooLong)
    {
        _group ??= groups.Rent(request);
        if (isTooLong)
        {
            _group.Items.Add(default, RejectReason.Malformed);
            return;
        }

        ReadOnlySpan<byte> text;
        if (line.IsSingleSegment)
        {
            text = line.FirstSpan;
        }
        else
        {
            line.CopyTo(_line);
            text = _line.AsSpan(0, (int)line.Length);
        }

        var reason = BulkLineReader.Read(text, engine.ChainId, options.MaxJsonDepth, out var item);
        _group.Items.Add(item, reason);
    }
}
