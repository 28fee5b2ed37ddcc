using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Frames;

/// <summary>The writing half of a connection: welcome, answers with their credit, outcomes, and the last frame.</summary>
/// <remarks>Everything that piled up during the last flush goes out together. Bound: answers are limited by the credit,
/// outcomes are read from the engine only as fast as they are flushed. Thread rule: one loop; the public methods may be
/// called from any thread.</remarks>
internal sealed class FrameWriter
{
    private const int ScratchBytes = 16 * 1_024;
    private const int OutcomesPerFrame = 128;

    // An engine may tell a sink a moment before its feed shows the outcome; then it is asked again after this.
    private static readonly TimeSpan FeedLag = TimeSpan.FromMilliseconds(5);

    private readonly PipeWriter _output;
    private readonly FrameDoorContext _door;
    private readonly FrameLedger _ledger;
    private readonly FrameClock _clock;
    private readonly byte[] _scratch = new byte[ScratchBytes];
    private FrameEnd? _end;
    private int _welcome;
    private int _keepAlive;
    private int _isSubscribed;
    private ulong _cursor;

    public FrameWriter(PipeWriter output, FrameDoorContext door, FrameLedger ledger, FrameClock clock)
    {
        _output = output;
        _door = door;
        _ledger = ledger;
        _clock = clock;
    }

    /// <summary>Whether outcomes are pushed.</summary>
    public bool IsSubscribed => Volatile.Read(ref _isSubscribed) != 0;

    /// <summary>Lets the caller in.</summary>
    public void Welcome()
    {
        Volatile.Write(ref _welcome, 1);
        _ledger.Work.Set();
    }

    /// <summary>Starts pushing outcomes.</summary>
    /// <param name="after">Sequence of the last outcome that the caller has.</param>
    /// <returns>False when they are pushed already.</returns>
    public bool TrySubscribe(ulong after)
    {
        if (IsSubscribed)
        {
            return false;
        }

        // Joining comes before the first read, so an outcome in between wakes the loop again.
        _cursor = after;
        _door.Outcomes.Join(_ledger.Work);
        Volatile.Write(ref _isSubscribed, 1);
        _ledger.Work.Set();
        return true;
    }

    /// <summary>Sends something harmless, so that a dead caller is found.</summary>
    public void KeepAlive()
    {
        Volatile.Write(ref _keepAlive, 1);
        _ledger.Work.Set();
    }

    /// <summary>Nothing more is read: once everything is answered, the last frame is written.</summary>
    public void End(FrameEnd end)
    {
        Volatile.Write(ref _end, end);
        _ledger.Work.Set();
    }

    /// <summary>Writes until the last frame is flushed.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The connection was cut off.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitForWorkAsync(cancellationToken);
                while (await WriteWhatIsThereAsync(cancellationToken))
                {
                }

                // After a failure of the engine nobody knows whether the rest will ever be answered.
                if (Volatile.Read(ref _end) is { } end
                    && (_ledger.Owed == 0 || end.Code == FrameErrorCode.Internal))
                {
                    WriteEnd(end);
                    await FlushAsync(cancellationToken);
                    return;
                }
            }
        }
        finally
        {
            _door.Outcomes.Leave(_ledger.Work);
        }
    }

    /// <summary>An outcome as it goes over the wire.</summary>
    public static FrameOutcome ToFrame(OutcomeNotice notice) => new(
        notice.Sequence,
        notice.Id,
        notice.Outcome,
        notice.Reason,
        notice.Level,
        notice.TransactionHash,
        notice.LogIndex,
        notice.BlockNumber,
        notice.BlockHash,
        notice.Corrects,
        notice.BatchSize,
        notice.BatchIndex);

    private async ValueTask WaitForWorkAsync(CancellationToken cancellationToken)
    {
        if (IsSubscribed && _cursor < _door.Outcomes.Latest)
        {
            await Task.Delay(FeedLag, _door.Time, cancellationToken);
            return;
        }

        await _ledger.Work.WaitAsync(cancellationToken);
    }

    private async ValueTask<bool> WriteWhatIsThereAsync(CancellationToken cancellationToken)
    {
        if (_ledger.IsWorthGathering && _door.Options.GatherWindow > TimeSpan.Zero)
        {
            await Task.Delay(_door.Options.GatherWindow, _door.Time, cancellationToken);
        }

        var wrote = WriteWelcome() | WriteAnswers() | WriteOutcomes() | WriteKeepAlive();
        if (wrote)
        {
            await FlushAsync(cancellationToken);
        }

        return wrote;
    }

    private bool WriteWelcome()
    {
        if (Interlocked.Exchange(ref _welcome, 0) == 0)
        {
            return false;
        }

        var welcome = new WelcomeFrame(
            _door.Engine.ChainId,
            (uint)_door.Options.Credit,
            FrameLayout.MaxFrameBytes,
            FrameLayout.MaxItemBytes);
        _output.Write(_scratch.AsSpan(0, welcome.Write(_scratch)));
        return true;
    }

    private bool WriteAnswers()
    {
        var credit = 0;
        var writer = new AcknowledgementWriter(_scratch);
        while (_ledger.TakeAnswered() is { } group)
        {
            Append(ref writer, group.Group);
            credit += _ledger.Wrote(group);
        }

        if (credit == 0)
        {
            return false;
        }

        _output.Write(_scratch.AsSpan(0, writer.Finish()));
        _output.Write(_scratch.AsSpan(0, new CreditFrame((uint)credit).Write(_scratch)));
        return true;
    }

    private void Append(ref AcknowledgementWriter writer, AuthorizationGroup group)
    {
        var answers = group.Answers;
        for (var i = 0; i < answers.Length; i++)
        {
            ref readonly var answer = ref answers[i];
            var number = group.Tag + (uint)i;
            var status = (AcknowledgementStatus)answer.Status;

            // Only a refusal needs a reason; for every other answer the status says it all, and ranges stay longer.
            var reason = status == AcknowledgementStatus.Rejected ? answer.Reason : RejectReason.None;
            if (!writer.TryAppend(number, status, reason, answer.Id.Value))
            {
                _output.Write(_scratch.AsSpan(0, writer.Finish()));
                writer = new AcknowledgementWriter(_scratch);
                writer.TryAppend(number, status, reason, answer.Id.Value);
            }
        }
    }

    private bool WriteOutcomes()
    {
        if (!IsSubscribed || Volatile.Read(ref _end) is not null)
        {
            return false;
        }

        var outcomes = _door.Engine.ReadOutcomes(_cursor, OutcomesPerFrame);
        if (outcomes.Count == 0)
        {
            return false;
        }

        OutcomesFrame.WriteHeader(_scratch, outcomes.Count);
        for (var i = 0; i < outcomes.Count; i++)
        {
            ToFrame(outcomes[i]).Write(_scratch.AsSpan(OutcomesFrame.SizeOf(i)));
        }

        _output.Write(_scratch.AsSpan(0, OutcomesFrame.SizeOf(outcomes.Count)));
        _cursor = outcomes[^1].Sequence;
        return true;
    }

    private bool WriteKeepAlive()
    {
        if (Interlocked.Exchange(ref _keepAlive, 0) == 0)
        {
            return false;
        }

        _output.Write(_scratch.AsSpan(0, new CreditFrame(0).Write(_scratch)));
        return true;
    }

    private void WriteEnd(FrameEnd end)
    {
        var length = end.Code == FrameErrorCode.None
            ? new GoodbyeFrame(end.Number).Write(_scratch)
            : new ErrorFrame(
                end.Code, end.Number, Encoding.UTF8.GetBytes(FrameErrorMessage.For(end.Code)))
                .Write(_scratch);
        _output.Write(_scratch.AsSpan(0, length));
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _clock.FlushBegan();
        var result = await _output.FlushAsync(cancellationToken);
        _clock.FlushEnded();
        if (result.IsCompleted)
        {
            throw new IOException("The caller does not read any more.");
        }
    }
}
