using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Doors.Frames;

/// <summary>The reading half of a connection: bytes to groups to the engine. Reads no further while the engine is full.</summary>
/// <remarks>Thread rule: one loop; <see cref="Stop"/> and <see cref="Abandon"/> from any thread.</remarks>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Sources without timer or wait handle hold nothing, and a late Stop must not find them disposed.")]
internal sealed class FrameReader
{
    private readonly PipeReader _input;
    private readonly FrameDoorContext _door;
    private readonly FrameLedger _ledger;
    private readonly FrameClock _clock;
    private readonly FrameWriter _writer;
    private readonly FrameParser _parser;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private ReadOnlySequence<byte> _buffer;
    private FrameGroup? _group;
    private int _stopCode = -1;

    public FrameReader(
        PipeReader input, FrameDoorContext door, FrameLedger ledger, FrameClock clock, FrameWriter writer)
    {
        _input = input;
        _door = door;
        _ledger = ledger;
        _clock = clock;
        _writer = writer;
        _parser = new FrameParser(ledger);
    }

    /// <summary>Ends reading with a code, or in order with None. What was taken is still answered.</summary>
    public void Stop(FrameErrorCode code)
    {
        if (Interlocked.CompareExchange(ref _stopCode, (int)code, -1) == -1)
        {
            _ = _stop.CancelAsync();
            _input.CancelPendingRead();
        }
    }

    /// <summary>Gives up waiting for the engine: what it did not take yet is refused as draining.</summary>
    public void Abandon() => _ = _abandon.CancelAsync();

    /// <summary>Reads until the end.</summary>
    /// <returns>How the connection ends.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<FrameEnd> RunAsync()
    {
        while (true)
        {
            // Cancelled through the pipe and not by a token: a token would lose bytes that are there already.
            var result = await _input.ReadAsync(CancellationToken.None);
            if (result.IsCanceled)
            {
                return Ended((FrameErrorCode)Volatile.Read(ref _stopCode));
            }

            _clock.Active();
            _buffer = result.Buffer;
            FrameEnd? end;
            bool isBetweenFrames;
            try
            {
                end = await TakeAsync();
            }
            finally
            {
                // Also after a failure: whoever lets the connection linger goes on reading. The buffer is asked before,
                // because its segments are used again afterwards.
                isBetweenFrames = _parser.IsBetweenFrames && _buffer.IsEmpty;
                _input.AdvanceTo(_buffer.Start, _buffer.End);
            }

            if (end is not null)
            {
                return end;
            }

            if (result.IsCompleted)
            {
                var code = isBetweenFrames ? FrameErrorCode.None : FrameErrorCode.TruncatedFrame;
                return Ended(code) with { CallerHasClosed = true };
            }

            if (!isBetweenFrames || _parser.Granted == FrameWants.None)
            {
                _clock.FrameIsOpen();
            }
        }
    }

    private async ValueTask<FrameEnd?> TakeAsync()
    {
        while (true)
        {
            var step = _parser.Step(ref _buffer, _group?.Group);
            switch (step)
            {
                case ParseStep.NeedMore:
                    // Nothing more is here, so waiting for a fuller group would only add delay.
                    await HandOverAsync();
                    NoteProgress();
                    return null;

                case ParseStep.NeedGroup:
                    if (!await TryRentAsync())
                    {
                        return Ended((FrameErrorCode)Volatile.Read(ref _stopCode));
                    }

                    break;

                case ParseStep.GroupIsReady:
                    await HandOverAsync();
                    break;

                case ParseStep.Hello:
                    var refusal = LetIn();
                    if (refusal is not null)
                    {
                        return refusal;
                    }

                    break;

                case ParseStep.Subscribe:
                    var trouble = Subscribe();
                    if (trouble is not null)
                    {
                        return trouble;
                    }

                    break;

                default:
                    await HandOverAsync();
                    return Ended(_parser.Error);
            }
        }
    }

    // A frame that made progress by whole items is still the same frame: its clock runs on. Only its end stops it.
    private void NoteProgress()
    {
        if (_parser.IsBetweenFrames && _parser.Granted != FrameWants.None)
        {
            _clock.FrameIsDone();
        }
    }

    // While the door waits for room, the caller is not the slow one.
    private void NoteWait(bool isOver)
    {
        if (!isOver)
        {
            _clock.FrameIsDone();
        }
    }

    private async ValueTask<bool> TryRentAsync()
    {
        var rent = _ledger.RentAsync(_stop.Token);
        NoteWait(rent.IsCompleted);
        try
        {
            _group = await rent;
            return true;
        }
        catch (OperationCanceledException)
        {
            // The door stops this connection while it waits for room: what was not taken stays with the caller.
            return false;
        }
    }

    private async ValueTask HandOverAsync()
    {
        if (_group is not { } group)
        {
            return;
        }

        _group = null;
        _ledger.Owe(group.Group.Count);
        var enqueue = _door.Engine.EnqueueAsync(group.Group, _abandon.Token);
        NoteWait(enqueue.IsCompleted);
        try
        {
            await enqueue;
        }
        catch (OperationCanceledException)
        {
            // The engine did not take it, so it is certain that none of it is admitted.
            group.RefuseAll(RejectReason.Draining);
        }
    }

    private FrameEnd? LetIn()
    {
        if (_door.Options.KeyAllows is { } keyAllows)
        {
            var allowed = keyAllows(_parser.ApiKey);
            if (allowed == FrameWants.None)
            {
                return Ended(FrameErrorCode.Unauthorized);
            }

            if ((_parser.Wants & ~allowed) != 0)
            {
                return Ended(FrameErrorCode.Forbidden);
            }
        }

        if (_parser.ChainId != 0 && _parser.ChainId != _door.Engine.ChainId)
        {
            return Ended(FrameErrorCode.WrongChain) with { Number = _door.Engine.ChainId };
        }

        _parser.Granted = _parser.Wants;
        _writer.Welcome();
        return null;
    }

    private FrameEnd? Subscribe()
    {
        // A caller that starts from zero is told too when the beginning is gone: its sums would be wrong from there on.
        var first = _door.Engine.FirstRetainedOutcome;
        if (first > 1 && _parser.SubscribeAfter < first - 1)
        {
            return Ended(FrameErrorCode.OutcomesGone) with { Number = first };
        }

        return _writer.TrySubscribe(_parser.SubscribeAfter) ? null : Ended(FrameErrorCode.UnexpectedFrame);
    }

    private FrameEnd Ended(FrameErrorCode code) => new(code, _parser.NextItemNumber, CallerHasClosed: false);
}
