using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SettleEngine.Core;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Frames;

/// <summary>The door for binary frames over TCP and Unix sockets (docs/formats.md).</summary>
/// <remarks>Kestrel's socket transport carries the bytes, without its HTTP server: it is tested by the world, pools its
/// buffers and speaks System.IO.Pipelines. Thread rule: start once, stop once, the rest from any thread.</remarks>
public sealed partial class FrameDoor : IAsyncDisposable
{
    private readonly FrameDoorContext _context;
    private readonly ILogger<FrameDoor> _logger;
    private readonly ConcurrentDictionary<FrameConnection, TaskCompletionSource> _connections = new();
    private readonly List<IConnectionListener> _listeners = [];
    private readonly List<Task> _acceptLoops = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _heartbeat;
    private int _connectionCount;
    private int _refusedCount;
    private int _isStopping;

    /// <summary>A door that is still shut.</summary>
    /// <param name="engine">Where authorizations go.</param>
    /// <param name="options">Where to listen, and limits.</param>
    /// <param name="timeProvider">Time for time-outs.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="ArgumentException">An option cannot work.</exception>
    public FrameDoor(
        ISettlementEngine engine, FrameDoorOptions options, TimeProvider timeProvider, ILogger<FrameDoor> logger)
    {
        options.Validate();
        _context = new FrameDoorContext(
            engine,
            options,
            timeProvider,
            new FrameGroupPool(options.MaxGroups, options.GroupCapacity),
            new OutcomeSignal());
        _logger = logger;
    }

    /// <summary>The TCP address that is listened on, once started; null without TCP.</summary>
    public IPEndPoint? TcpEndPoint { get; private set; }

    /// <summary>Open connections.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>Faults when an invariant broke inside a connection: the process should end. Otherwise never completes.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Opens the door.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">An address is in use, not on this machine, or not for us; the text names its
    /// option.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _context.Engine.Subscribe(_context.Outcomes);
        var factory = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions
            {
                MaxReadBufferSize = _context.Options.BufferBytes,
                MaxWriteBufferSize = _context.Options.BufferBytes,
                CreateBoundListenSocket = endPoint => endPoint is UnixDomainSocketEndPoint unix
                    ? UnixSocketFile.Bind(unix)
                    : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint),
            }),
            NullLoggerFactory.Instance);
        if (_context.Options.Tcp is { } tcp)
        {
            TcpEndPoint = (IPEndPoint)await ListenAsync(factory, "--tcp", tcp, cancellationToken);
        }

        if (_context.Options.UnixPath is { } path)
        {
            var unixEndPoint = new UnixDomainSocketEndPoint(path);
            await UnixSocketFile.RemoveStaleAsync(unixEndPoint, cancellationToken);
            await ListenAsync(factory, "--unix", unixEndPoint, cancellationToken);
        }

        var beat = Beat();
        _heartbeat = _context.Time.CreateTimer(_ => OnBeat(), null, beat, beat);
    }

    /// <summary>Shuts the door in order: nothing more is read, what was taken is answered, then Goodbye.</summary>
    /// <param name="cancellationToken">Cuts the wait for answers short, as <see cref="FrameDoorOptions.DrainTimeout"/>
    /// does; what the engine did not take by then is refused as draining, and connections are cut off.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStopping, 1) != 0)
        {
            return;
        }

        foreach (var listener in _listeners)
        {
            await listener.UnbindAsync(cancellationToken);
        }

        await Task.WhenAll(_acceptLoops);
        var open = ConnectionCount;
        foreach (var connection in _connections.Keys)
        {
            connection.Stop(FrameErrorCode.None);
        }

        var finished = Task.WhenAll(_connections.Values.Select(served => served.Task));
        if (!await FinishesInTimeAsync(finished, _context.Options.DrainTimeout, cancellationToken))
        {
            foreach (var connection in _connections.Keys)
            {
                connection.Abandon();
            }

            // A refusal needs a moment to be written; whoever does not read it now is cut off.
            if (!await FinishesInTimeAsync(finished, TimeSpan.FromSeconds(1), CancellationToken.None))
            {
                foreach (var connection in _connections.Keys)
                {
                    connection.Cut("The door is shut.");
                }
            }
        }

        await finished;
        await CloseAsync();
        LogStopped(open);
    }

    /// <summary>Stops the door without waiting for answers, if it was not stopped.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true));

    private async Task<bool> FinishesInTimeAsync(Task finished, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await finished.WaitAsync(limit, _context.Time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask CloseAsync()
    {
        _context.Engine.Unsubscribe(_context.Outcomes);
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync();
        }

        // A Unix socket's file goes when its listener closes, and only that of a listener that was bound. Nothing is deleted
        // by path: by now another engine's socket may stand there.
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }
    }

    private async Task<EndPoint> ListenAsync(
        SocketTransportFactory factory, string option, EndPoint endPoint, CancellationToken cancellationToken)
    {
        var listener = await BindFailure.ExplainAsync(
            () => factory.BindAsync(endPoint, cancellationToken).AsTask(), option, endPoint.ToString()!);
        _listeners.Add(listener);
        _acceptLoops.Add(AcceptAsync(listener));
        LogListening(listener.EndPoint);
        return listener.EndPoint;
    }

    private async Task AcceptAsync(IConnectionListener listener)
    {
        while (await listener.AcceptAsync(CancellationToken.None) is { } transport)
        {
            if (ConnectionCount >= _context.Options.MaxConnections)
            {
                LogRefused(_context.Options.MaxConnections);
                _ = RefuseAsync(transport);
                continue;
            }

            Interlocked.Increment(ref _connectionCount);
            var connection = new FrameConnection(transport, _context);
            _connections[connection] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(FrameConnection connection)
    {
        // The accept loop goes on at once, whatever this connection does first.
        await Task.Yield();
        try
        {
            Report(connection, await connection.RunAsync());
        }
        finally
        {
            Interlocked.Decrement(ref _connectionCount);
            if (_connections.TryRemove(connection, out var served))
            {
                served.SetResult();
            }
        }
    }

    private void Report(FrameConnection connection, FrameEnd? end)
    {
        if (connection.Failure is { } failure)
        {
            LogFailed(failure);
            if (failure is InvariantBrokenException)
            {
                _broken.TrySetException(failure);
            }
        }
        else if (end is null)
        {
            LogLost();
        }
        else if (end.Code != FrameErrorCode.None)
        {
            LogEnded(end.Code, end.Number);
        }
    }

    // Refused callers are told why, as long as there are not so many that telling them becomes the load.
    private async Task RefuseAsync(ConnectionContext transport)
    {
        try
        {
            if (Interlocked.Increment(ref _refusedCount) <= _context.Options.MaxConnections)
            {
                var frame = new byte[FrameLayout.HeaderBytes + ErrorFrame.FixedBytes + FrameLayout.MaxMessageBytes];
                var message = Encoding.UTF8.GetBytes(FrameErrorMessage.For(FrameErrorCode.TooManyConnections));
                var length = new ErrorFrame(FrameErrorCode.TooManyConnections, 0, message).Write(frame);
                await transport.Transport.Output.WriteAsync(frame.AsMemory(0, length), CancellationToken.None);
                await Farewell.LingerAsync(transport.Transport.Input, _context.Time);
            }

            await transport.Transport.Input.CompleteAsync();
            await transport.Transport.Output.CompleteAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It left before it was refused; there is nothing to tell.
            LogLost();
        }
        finally
        {
            Interlocked.Decrement(ref _refusedCount);
            await transport.DisposeAsync();
        }
    }

    private TimeSpan Beat()
    {
        var options = _context.Options;
        var shortest = Math.Min(
            Math.Min(options.FrameTimeout.Ticks, options.IdleTimeout.Ticks),
            Math.Min(options.WriteStall.Ticks, options.KeepAlive.Ticks));
        return TimeSpan.FromTicks(Math.Clamp(shortest / 5, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond));
    }

    private void OnBeat()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Beat();
        }
    }

    [LoggerMessage(1200, LogLevel.Information, "Frames on {EndPoint}")]
    private partial void LogListening(EndPoint endPoint);

    [LoggerMessage(1201, LogLevel.Information, "Frame door shut; {Open} connections were open")]
    private partial void LogStopped(int open);

    [LoggerMessage(1202, LogLevel.Warning, "A connection was refused: {Max} are open")]
    private partial void LogRefused(int max);

    [LoggerMessage(1203, LogLevel.Information, "A connection ended with {Code}, number {Number}")]
    private partial void LogEnded(FrameErrorCode code, ulong number);

    [LoggerMessage(1204, LogLevel.Debug, "A connection was lost")]
    private partial void LogLost();

    [LoggerMessage(1205, LogLevel.Error, "A connection failed on our side")]
    private partial void LogFailed(Exception failure);
}
