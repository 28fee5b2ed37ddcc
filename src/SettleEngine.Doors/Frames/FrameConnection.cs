using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Doors.Frames;

/// <summary>One caller: a reading and a writing loop over one transport, from Hello to the last frame.</summary>
/// <remarks>Thread rule: <see cref="RunAsync"/> once; the other members from any thread.</remarks>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A source without timer or wait handle holds nothing; the transport is disposed by RunAsync.")]
internal sealed class FrameConnection
{
    private readonly ConnectionContext _transport;
    private readonly FrameDoorContext _door;
    private readonly FrameLedger _ledger;
    private readonly FrameClock _clock;
    private readonly FrameWriter _writer;
    private readonly FrameReader _reader;
    private readonly CancellationTokenSource _cut = new();
    private long _keptAliveAt;

    public FrameConnection(ConnectionContext transport, FrameDoorContext door)
    {
        _transport = transport;
        _door = door;
        _ledger = new FrameLedger(door.Pool, door.Options.Credit, door.Options.MaxGroupsPerConnection);
        _clock = new FrameClock(door.Time);
        _writer = new FrameWriter(transport.Transport.Output, door, _ledger, _clock);
        _reader = new FrameReader(transport.Transport.Input, door, _ledger, _clock, _writer);
        _keptAliveAt = door.Time.GetTimestamp();
    }

    /// <summary>What failed on our side, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Serves the caller until the end. Does not throw: see <see cref="Failure"/>.</summary>
    /// <returns>How it ended, or null when the connection broke.</returns>
    public async Task<FrameEnd?> RunAsync()
    {
        var writing = WriteAsync();
        FrameEnd? end = null;
        try
        {
            end = await ReadAsync();
            if (end is null)
            {
                await _cut.CancelAsync();
            }
            else
            {
                _writer.End(end);
            }

            if (!await writing)
            {
                return null;
            }

            if (end is { CallerHasClosed: false })
            {
                await Farewell.LingerAsync(_transport.Transport.Input, _door.Time);
            }

            return end;
        }
        finally
        {
            _ledger.Close();
            await _transport.Transport.Input.CompleteAsync();
            await _transport.Transport.Output.CompleteAsync();
            await _transport.DisposeAsync();
        }
    }

    /// <summary>Reads no further, answers what was taken, says Goodbye or the code, and closes.</summary>
    public void Stop(FrameErrorCode code) => _reader.Stop(code);

    /// <summary>Waits for nothing any more.</summary>
    public void Abandon()
    {
        _reader.Abandon();
        _reader.Stop(FrameErrorCode.None);
    }

    /// <summary>Cuts the connection off.</summary>
    public void Cut(string why)
    {
        _transport.Abort(new ConnectionAbortedException(why));
        _ = _cut.CancelAsync();
        Abandon();
    }

    /// <summary>Looks at the clocks. Called at every beat of the door.</summary>
    public void Beat()
    {
        var options = _door.Options;
        if (_clock.FlushIsLate(options.WriteStall))
        {
            Cut("The caller left its answers unread.");
        }
        else if (_clock.FrameIsLate(options.FrameTimeout))
        {
            Stop(FrameErrorCode.FrameTimeout);
        }
        else if (_writer.IsSubscribed)
        {
            if (_door.Time.GetElapsedTime(_keptAliveAt) > options.KeepAlive)
            {
                _keptAliveAt = _door.Time.GetTimestamp();
                _writer.KeepAlive();
            }
        }
        else if (_clock.IsQuiet(options.IdleTimeout) && _ledger.Owed == 0)
        {
            Stop(FrameErrorCode.IdleTimeout);
        }
    }

    private async Task<FrameEnd?> ReadAsync()
    {
        try
        {
            return await _reader.RunAsync();
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            // The caller went away without a word. What it sent stays admitted; nobody is there to be told.
            return null;
        }
        catch (Exception exception)
        {
            // The edge of the door: whatever failed behind it ends this connection with a stable code, and is reported.
            Failure = exception;
            return new FrameEnd(FrameErrorCode.Internal, 0, CallerHasClosed: false);
        }
    }

    private async Task<bool> WriteAsync()
    {
        try
        {
            await _writer.RunAsync(_cut.Token);
            return true;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Nobody reads any more, so nothing is read from there either.
            Abandon();
            return false;
        }
        catch (Exception exception)
        {
            Failure = exception;
            Abandon();
            return false;
        }
    }
}
