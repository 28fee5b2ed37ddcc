using System.Collections.Concurrent;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

/// <summary>An engine that dedupes for real and otherwise does what the test says. It checks no signatures.</summary>
internal sealed class ScriptedEngine : ISettlementEngine
{
    public static readonly Address Usdc = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    public static readonly Address LaneAccount = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    public static readonly Hash256 SomeTransaction = Hash256.Parse("0x" + new string('7', 64));

    private readonly Lock _lock = new();
    private readonly Dictionary<AuthorizationKey, (ulong Id, Authorization Content)> _admitted = [];
    private readonly ConcurrentDictionary<ulong, AdmissionView> _views = [];
    private readonly List<OutcomeNotice> _outcomes = [];
    private readonly List<ISettlementSink> _sinks = [];
    private ulong _sequence = 100;

    public ulong ChainId { get; set; } = 84532;

    public IReadOnlyList<Token> Tokens { get; set; } = [new Token(Usdc, "USDC", "2", default)];

    public IReadOnlyList<Address> LaneAccounts { get; } = [LaneAccount];

    public EngineHealth Health { get; set; } = new(EnginePhase.Running, []);

    public ulong FirstRetainedOutcome { get; set; } = 1;

    public CostSummary Costs { get; set; } = new(default, [], [], default);

    public List<BatchCost> Batches { get; } = [];

    /// <summary>What the rules say of an item.</summary>
    public Func<SignedAuthorization, RejectReason> Rule { get; set; } = _ => RejectReason.None;

    /// <summary>Called for each new admission, after it was answered.</summary>
    public Action<AdmissionSequence, SignedAuthorization>? Admitted { get; set; }

    public Func<AdmissionSequence, AbandonVerdict> Abandon { get; set; } = _ => new AbandonVerdict(true, default);

    public bool IsFull { get; set; }

    public int AbandonCalls { get; private set; }

    public int CheckCalls { get; private set; }

    public ConcurrentQueue<SignedAuthorization> Taken { get; } = [];

    public int Sinks
    {
        get
        {
            lock (_lock)
            {
                return _sinks.Count;
            }
        }
    }

    public ValueTask EnqueueAsync(AuthorizationGroup group, CancellationToken cancellationToken)
    {
        if (IsFull)
        {
            return new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        }

        ThreadPool.QueueUserWorkItem(_ => Answer(group));
        return ValueTask.CompletedTask;
    }

    public bool TryEnqueue(AuthorizationGroup group)
    {
        if (IsFull)
        {
            return false;
        }

        Assert(group.IsHeldRequest);
        ThreadPool.QueueUserWorkItem(_ => Answer(group));
        return true;
    }

    public ValueTask<RejectReason> CheckAsync(SignedAuthorization item, CancellationToken cancellationToken)
    {
        CheckCalls++;
        var reason = Rule(item);
        lock (_lock)
        {
            return ValueTask.FromResult(
                reason == RejectReason.None && _admitted.ContainsKey(item.Key) ? RejectReason.AlreadyAdmitted : reason);
        }
    }

    public AdmissionView? Find(AdmissionSequence id) => _views.GetValueOrDefault(id.Value);

    public AdmissionView? Find(in AuthorizationKey key)
    {
        lock (_lock)
        {
            return _admitted.TryGetValue(key, out var found) ? _views.GetValueOrDefault(found.Id) : null;
        }
    }

    public IReadOnlyList<OutcomeNotice> ReadOutcomes(ulong after, int max)
    {
        lock (_lock)
        {
            return _outcomes.Where(outcome => outcome.Sequence > after).Take(max).ToArray();
        }
    }

    public IReadOnlyList<BatchCost> ReadBatches(ulong after, int max) =>
        [.. Batches.Where(batch => batch.Sequence > after).Take(max)];

    public void Subscribe(ISettlementSink sink)
    {
        lock (_lock)
        {
            _sinks.Add(sink);
        }
    }

    public void Unsubscribe(ISettlementSink sink)
    {
        lock (_lock)
        {
            _sinks.Remove(sink);
        }
    }

    public ValueTask<AbandonVerdict> AbandonUnsignedAsync(AdmissionSequence id, CancellationToken cancellationToken)
    {
        AbandonCalls++;
        return ValueTask.FromResult(Abandon(id));
    }

    public void Settle(AdmissionSequence id, ushort batchSize = 1, ushort batchIndex = 0, uint logIndex = 0) =>
        Report(id, SettlementOutcome.Settled, batchSize: batchSize, batchIndex: batchIndex, logIndex: logIndex);

    public OutcomeNotice Report(
        AdmissionSequence id,
        SettlementOutcome outcome,
        AbandonReason reason = AbandonReason.None,
        ushort batchSize = 0,
        ushort batchIndex = 0,
        uint logIndex = 0,
        ulong corrects = 0)
    {
        OutcomeNotice notice;
        ISettlementSink[] sinks;
        var hasProof = outcome is not (SettlementOutcome.Abandoned or SettlementOutcome.Expired);
        lock (_lock)
        {
            notice = new OutcomeNotice(
                ++_sequence, id, outcome, reason, hasProof ? SomeTransaction : default, logIndex, hasProof ? 55UL : 0,
                hasProof ? Hash256.Parse("0x" + new string('b', 64)) : default, ConfirmationLevel.Included, corrects,
                batchSize, batchIndex);
            _outcomes.Add(notice);
            sinks = [.. _sinks];
            _views[id.Value] = _views[id.Value] with { Outcome = notice, State = AdmissionState.Included };
        }

        foreach (var sink in sinks)
        {
            sink.OnOutcome(notice);
        }

        return notice;
    }

    public void Sign(AdmissionSequence id) => _views[id.Value] = _views[id.Value] with
    {
        State = AdmissionState.InFlight,
        LastTransactionHash = SomeTransaction,
    };

    private static void Assert(bool condition) => Xunit.Assert.True(condition);

    private void Answer(AuthorizationGroup group)
    {
        var fresh = new List<(AdmissionSequence Id, SignedAuthorization Item)>();
        for (var i = 0; i < group.Count; i++)
        {
            var item = group.Items.Span[i];
            var reason = group.Verdicts.Span[i];
            reason = reason == RejectReason.None ? Rule(item) : reason;
            group.Answers[i] = reason == RejectReason.None
                ? Admit(item, fresh)
                : new AdmissionAnswer(AdmissionStatus.Rejected, reason, default);
        }

        group.Reply.OnAnswered(group);
        foreach (var (id, item) in fresh)
        {
            Admitted?.Invoke(id, item);
        }
    }

    private AdmissionAnswer Admit(SignedAuthorization item, List<(AdmissionSequence Id, SignedAuthorization Item)> fresh)
    {
        Taken.Enqueue(item);
        lock (_lock)
        {
            if (_admitted.TryGetValue(item.Key, out var known))
            {
                var same = known.Content == item.Authorization;
                return same
                    ? new AdmissionAnswer(AdmissionStatus.Existing, RejectReason.None, new AdmissionSequence(known.Id))
                    : new AdmissionAnswer(AdmissionStatus.Conflict, RejectReason.Conflict, new AdmissionSequence(known.Id));
            }

            var id = new AdmissionSequence(++_sequence);
            _admitted.Add(item.Key, (id.Value, item.Authorization));
            _views[id.Value] = new AdmissionView(id, item.Token, item.Authorization, AdmissionState.Accepted, default, null);
            fresh.Add((id, item));
            return new AdmissionAnswer(AdmissionStatus.Accepted, RejectReason.None, id);
        }
    }
}
