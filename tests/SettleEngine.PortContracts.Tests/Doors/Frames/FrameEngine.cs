using System.Collections.Concurrent;
using System.Threading.Channels;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.PortContracts.Tests.Doors.Frames;

/// <summary>An engine by script: answers groups in order from one loop, ids grow in steps, refused items say so.</summary>
internal sealed class FrameEngine : ISettlementEngine, IAsyncDisposable
{
    private readonly Channel<AuthorizationGroup> _groups;
    private readonly Task _loop;
    private readonly ConcurrentDictionary<ISettlementSink, bool> _sinks = new();
    private readonly List<OutcomeNotice> _outcomes = [];
    private ulong _sequence;
    private int _waiting;
    private int _itemsQueued;
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FrameEngine(int queue = 64)
    {
        _groups = Channel.CreateBounded<AuthorizationGroup>(queue);
        _gate.SetResult();
        _loop = Task.Run(AnswerAsync);
    }

    public ulong ChainId => 84532;

    public IReadOnlyList<Token> Tokens => [];

    public IReadOnlyList<Address> LaneAccounts => [];

    public EngineHealth Health => new(EnginePhase.Running, []);

    public ulong FirstRetainedOutcome { get; set; } = 1;

    public CostSummary Costs => new(default, [], [], default);

    /// <summary>Distance of ids; FASTER's sequences have gaps.</summary>
    public ulong IdStep { get; set; } = 1;

    /// <summary>How an item that the door could read is answered.</summary>
    public Func<SignedAuthorization, RejectReason> Rule { get; set; } = _ => RejectReason.None;

    /// <summary>Items with this value are known already with other content, as admission 77.</summary>
    public ulong? ConflictingValue { get; set; }

    /// <summary>Thrown by the next EnqueueAsync, or null.</summary>
    public Exception? EnqueueFault { get; set; }

    public int GroupsTaken { get; private set; }

    public int ItemsTaken { get; private set; }

    public int LargestGroup { get; private set; }

    public int SinkCount => _sinks.Count;

    /// <summary>Calls of EnqueueAsync that wait for room.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Items that EnqueueAsync has taken over.</summary>
    public int ItemsQueued => Volatile.Read(ref _itemsQueued);

    public void CloseGate() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OpenGate() => _gate.TrySetResult();

    public async ValueTask EnqueueAsync(AuthorizationGroup group, CancellationToken cancellationToken)
    {
        if (EnqueueFault is { } fault)
        {
            throw fault;
        }

        var items = group.Count;
        var writing = _groups.Writer.WriteAsync(group, cancellationToken);
        var waits = writing.IsCompleted ? 0 : 1;
        Interlocked.Add(ref _waiting, waits);
        try
        {
            await writing;
            Interlocked.Add(ref _itemsQueued, items);
        }
        finally
        {
            Interlocked.Add(ref _waiting, -waits);
        }
    }

    public bool TryEnqueue(AuthorizationGroup group) => _groups.Writer.TryWrite(group);

    public ValueTask<RejectReason> CheckAsync(SignedAuthorization item, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Rule(item));

    public AdmissionView? Find(AdmissionSequence id) => null;

    public AdmissionView? Find(in AuthorizationKey key) => null;

    public IReadOnlyList<OutcomeNotice> ReadOutcomes(ulong after, int max)
    {
        lock (_outcomes)
        {
            return _outcomes.Where(outcome => outcome.Sequence > after).Take(max).ToList();
        }
    }

    public IReadOnlyList<BatchCost> ReadBatches(ulong after, int max) => [];

    public void Subscribe(ISettlementSink sink) => _sinks[sink] = true;

    public void Unsubscribe(ISettlementSink sink) => _sinks.TryRemove(sink, out _);

    public ValueTask<AbandonVerdict> AbandonUnsignedAsync(AdmissionSequence id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(default(AbandonVerdict));

    /// <summary>Makes outcomes durable and tells the sinks. Sequences have gaps, as in the journal.</summary>
    public void Settle(int count)
    {
        for (var i = 0; i < count; i++)
        {
            OutcomeNotice notice;
            lock (_outcomes)
            {
                var sequence = ((ulong)_outcomes.Count * 3) + 7;
                notice = new OutcomeNotice(
                    sequence,
                    new AdmissionSequence(sequence - 1),
                    SettlementOutcome.Settled,
                    AbandonReason.None,
                    default,
                    (uint)i,
                    5,
                    default,
                    ConfirmationLevel.Included,
                    0,
                    1,
                    0);
                _outcomes.Add(notice);
            }

            foreach (var sink in _sinks.Keys)
            {
                sink.OnOutcome(notice);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _groups.Writer.TryComplete();
        OpenGate();
        await _loop;
    }

    private async Task AnswerAsync()
    {
        while (await _groups.Reader.WaitToReadAsync())
        {
            while (_groups.Reader.TryRead(out var group))
            {
                await _gate.Task;
                Answer(group);
                group.Reply.OnAnswered(group);
            }
        }
    }

    private void Answer(AuthorizationGroup group)
    {
        GroupsTaken++;
        ItemsTaken += group.Count;
        LargestGroup = Math.Max(LargestGroup, group.Count);
        for (var i = 0; i < group.Count; i++)
        {
            var verdict = group.Verdicts.Span[i];
            var reason = verdict != RejectReason.None ? verdict : Rule(group.Items.Span[i]);
            if (group.Items.Span[i].Authorization.Value.Units.Low64 == ConflictingValue)
            {
                group.Answers[i] = new AdmissionAnswer(
                    AdmissionStatus.Conflict, RejectReason.Conflict, new AdmissionSequence(77));
                continue;
            }

            group.Answers[i] = reason == RejectReason.None
                ? new AdmissionAnswer(
                    AdmissionStatus.Accepted, RejectReason.None, new AdmissionSequence(_sequence += IdStep))
                : new AdmissionAnswer(AdmissionStatus.Rejected, reason, default);
        }
    }
}
