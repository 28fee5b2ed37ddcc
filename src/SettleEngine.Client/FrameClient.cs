using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Client;

/// <summary>A frame connection from the caller's side: sends within its credit, tells answers and outcomes to a listener.</summary>
/// <remarks>Thread rule: any thread; sends take turns.</remarks>
public sealed class FrameClient : IAsyncDisposable
{
    // 256 items are one group at the door; a longer frame would only make the first item wait for the last.
    private const int MaxItemsPerFrame = 256;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly FrameClientOptions _options;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Channel<bool> _creditCame = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly byte[] _frame = new byte[
        FrameLayout.HeaderBytes + FrameLayout.AuthorizationsHeaderBytes + (MaxItemsPerFrame * FrameItem.EcdsaItemBytes)];

    private readonly TaskCompletionSource<WelcomeFrame> _welcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<FrameClosing> _closing =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SendTimes? _sendTimes;
    private ulong[] _ids = new ulong[MaxItemsPerFrame];
    private Task _reading = Task.CompletedTask;
    private long _credit;
    private ulong _nextItemNumber;

    private FrameClient(Socket socket, FrameClientOptions options)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _options = options;
        _nextItemNumber = options.FirstItemNumber;
    }

    /// <summary>What the door said when it let us in.</summary>
    public WelcomeFrame Welcome { get; private set; }

    /// <summary>Completes when the connection has ended, whoever ended it. Never faults.</summary>
    public Task<FrameClosing> Completion => _closing.Task;

    /// <summary>Items that may be sent at the moment without waiting.</summary>
    public long Credit => Interlocked.Read(ref _credit);

    /// <summary>Connects and says Hello.</summary>
    /// <param name="address"><c>tcp://host:port</c> or <c>unix:/path</c>.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A connection that was let in.</returns>
    /// <exception cref="FormatException">The address has another form.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="FrameClosedException">The door refused; its error says why.</exception>
    public static async Task<FrameClient> ConnectAsync(
        string address, FrameClientOptions options, CancellationToken cancellationToken)
    {
        var client = new FrameClient(await FrameAddress.ConnectAsync(address, cancellationToken), options);
        try
        {
            client._reading = client.ReadAsync();
            var length = new HelloFrame(
                options.Wants, options.ChainId, System.Text.Encoding.UTF8.GetBytes(options.ApiKey))
                .Write(client._frame);
            await client.WriteAsync(length);
            client.Welcome = await client._welcome.Task.WaitAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends authorizations; waits while there is no credit. Frames of at most 256 items are sent as credit
    /// allows.</summary>
    /// <param name="items">At least one.</param>
    /// <param name="cancellationToken">Cancels the wait for credit. Items whose frame was sent before stay sent.</param>
    /// <returns>The number of the first item; the others follow one by one.</returns>
    /// <exception cref="FrameClosedException">The connection has ended.</exception>
    public ValueTask<ulong> SendAsync(ReadOnlyMemory<SignedAuthorization> items, CancellationToken cancellationToken) =>
        SendAsync(items, null, cancellationToken);

    /// <summary>Sends authorizations that arrived at a certain time, however late it is now: their latency counts from
    /// then, so that a door that makes the sender wait cannot hide it.</summary>
    /// <param name="items">At least one.</param>
    /// <param name="dueAt">When they arrived, as a timestamp of <see cref="FrameClientOptions.TimeProvider"/>; null for the
    /// moment at which each frame is written.</param>
    /// <param name="cancellationToken">Cancels the wait for credit. Items whose frame was sent before stay sent.</param>
    /// <returns>The number of the first item; the others follow one by one.</returns>
    /// <exception cref="FrameClosedException">The connection has ended.</exception>
    public async ValueTask<ulong> SendAsync(
        ReadOnlyMemory<SignedAuthorization> items, long? dueAt, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            var first = _nextItemNumber;
            while (!items.IsEmpty)
            {
                var count = await TakeCreditAsync(Math.Min(items.Length, MaxItemsPerFrame), cancellationToken);
                var length = Encode(items.Span[..count]);
                _sendTimes?.Note(_nextItemNumber, count, dueAt);
                _nextItemNumber += (uint)count;
                items = items[count..];

                // Half a frame would break the connection, so from here on only the connection's end cancels.
                await WriteAsync(length);
            }

            return first;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Asks for outcomes; the listener gets them. Once per connection.</summary>
    /// <param name="after">Sequence of the last outcome that is known already; 0 for all.</param>
    /// <param name="cancellationToken">Gives up before anything is sent.</param>
    /// <exception cref="FrameClosedException">The connection has ended.</exception>
    public async ValueTask SubscribeOutcomesAsync(ulong after, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(new SubscribeOutcomesFrame(after).Write(_frame));
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends nothing any more: the door answers what is due, says Goodbye and closes.</summary>
    /// <param name="cancellationToken">Cancels the wait for the end.</param>
    /// <returns>How the connection ended.</returns>
    public async Task<FrameClosing> FinishAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already; Completion says how.
            return await Completion.WaitAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        return await Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Closes the connection without waiting for answers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
    }

    private int Encode(ReadOnlySpan<SignedAuthorization> items)
    {
        var length = new AuthorizationsFrame(_nextItemNumber, items.Length)
            .Write(_frame, items.Length * FrameItem.EcdsaItemBytes);
        foreach (ref readonly var item in items)
        {
            length += FrameItem.Write(item, _frame.AsSpan(length));
        }

        return length;
    }

    private async ValueTask<int> TakeCreditAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Only the one sender takes, so what is there cannot become less in between.
            var taken = (int)Math.Min(wanted, Interlocked.Read(ref _credit));
            if (taken > 0)
            {
                Interlocked.Add(ref _credit, -taken);
                return taken;
            }

            if (!await _creditCame.Reader.WaitToReadAsync(cancellationToken))
            {
                throw new FrameClosedException(await Completion);
            }

            _creditCame.Reader.TryRead(out _);
        }
    }

    private async ValueTask WriteAsync(int length)
    {
        try
        {
            await _stream.WriteAsync(_frame.AsMemory(0, length), CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The door has closed; its last frame is still being read and says why.
            throw new FrameClosedException(await Completion);
        }
    }

    private async Task ReadAsync()
    {
        var closing = new FrameClosing(false, FrameErrorCode.None, 0, "the connection broke");
        var input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 32 * 1_024, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(CancellationToken.None);
                var buffer = result.Buffer;
                FrameClosing? ended = null;
                while (ended is null && TryTakeFrame(ref buffer, out var header, out var body, out ended))
                {
                    ended = Handle(header, body);
                }

                input.AdvanceTo(buffer.Start, buffer.End);
                if (ended is not null || result.IsCompleted)
                {
                    closing = ended ?? closing;
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            closing = closing with { Message = $"the connection broke: {exception.Message}" };
        }
        finally
        {
            await input.CompleteAsync();
            _closing.TrySetResult(closing);
            _welcome.TrySetException(new FrameClosedException(closing));
            _creditCame.Writer.TryComplete();
            await _stream.DisposeAsync();
        }
    }

    private static bool TryTakeFrame(
        ref ReadOnlySequence<byte> buffer, out FrameHeader header, out ReadOnlySequence<byte> body, out FrameClosing? broken)
    {
        body = default;
        header = default;
        broken = null;
        if (buffer.Length < FrameLayout.HeaderBytes)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[FrameLayout.HeaderBytes];
        buffer.Slice(0, FrameLayout.HeaderBytes).CopyTo(bytes);
        var code = FrameHeader.TryRead(bytes, out header);
        if (code != FrameErrorCode.None || FrameLayout.IsFromCaller(header.Type))
        {
            broken = new FrameClosing(false, code, 0, "the other side does not speak this frame format");
            return false;
        }

        if (buffer.Length < FrameLayout.HeaderBytes + header.BodyBytes)
        {
            return false;
        }

        body = buffer.Slice(FrameLayout.HeaderBytes, header.BodyBytes);
        buffer = buffer.Slice(body.End);
        return true;
    }

    private FrameClosing? Handle(FrameHeader header, ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            return Handle(header.Type, body.FirstSpan);
        }

        var rented = ArrayPool<byte>.Shared.Rent(header.BodyBytes);
        body.CopyTo(rented);
        var closing = Handle(header.Type, rented.AsSpan(0, header.BodyBytes));
        ArrayPool<byte>.Shared.Return(rented);
        return closing;
    }

    private FrameClosing? Handle(FrameType type, ReadOnlySpan<byte> body)
    {
        var code = FrameErrorCode.None;
        switch (type)
        {
            case FrameType.Welcome:
                code = WelcomeFrame.TryRead(body, out var welcome);
                OnWelcome(welcome);
                break;
            case FrameType.Acknowledgements:
                code = OnAcknowledgements(body);
                break;
            case FrameType.Credit:
                code = CreditFrame.TryRead(body, out var credit);
                AddCredit(credit.Items);
                break;
            case FrameType.Outcomes:
                code = OnOutcomes(body);
                break;
            case FrameType.Error:
                if (ErrorFrame.TryRead(body, out var error) == FrameErrorCode.None)
                {
                    return new FrameClosing(
                        true, error.Code, error.Number, System.Text.Encoding.UTF8.GetString(error.Message));
                }

                code = FrameErrorCode.MalformedBody;
                break;
            default:
                code = GoodbyeFrame.TryRead(body, out var goodbye);
                if (code == FrameErrorCode.None)
                {
                    return new FrameClosing(true, code, goodbye.NextItemNumber, "the door said goodbye");
                }

                break;
        }

        return code == FrameErrorCode.None
            ? null
            : new FrameClosing(false, code, 0, $"the door sent a malformed {type} frame");
    }

    private void OnWelcome(WelcomeFrame welcome)
    {
        if (_options.AnswerLatency is { } latency)
        {
            _sendTimes = new SendTimes(welcome.Credit, _options.TimeProvider, latency);
        }

        AddCredit(welcome.Credit);
        _welcome.TrySetResult(welcome);
    }

    private FrameErrorCode OnAcknowledgements(ReadOnlySpan<byte> body)
    {
        var reader = new AcknowledgementReader(body);
        while (reader.TryReadRange(out var range))
        {
            var ids = range.HasIds ? range.Count : 0;
            if (ids > _ids.Length)
            {
                _ids = new ulong[AcknowledgementRange.MaxCount];
            }

            for (var i = 0; i < ids; i++)
            {
                if (!reader.TryReadId(out _ids[i]))
                {
                    return reader.Error;
                }
            }

            _sendTimes?.Record(range);
            _options.Listener?.OnAcknowledged(range, _ids.AsSpan(0, ids));
        }

        return reader.Error;
    }

    private FrameErrorCode OnOutcomes(ReadOnlySpan<byte> body)
    {
        var code = OutcomesFrame.TryReadCount(body, out var count);
        for (var i = 0; i < count; i++)
        {
            _options.Listener?.OnOutcome(OutcomesFrame.Read(body, i));
        }

        return code;
    }

    private void AddCredit(uint items)
    {
        if (items > 0)
        {
            Interlocked.Add(ref _credit, items);
            _creditCame.Writer.TryWrite(true);
        }
    }
}
