using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>Clients that hand payments in through several doors at once, remember every answer, and ask again when a crash
/// or an overload left them without one.</summary>
public sealed class TrafficSource
{
    private const int MostTries = 12;
    private static readonly TimeSpan HoldLimit = TimeSpan.FromSeconds(20);

    private readonly World _world;
    private readonly SimulationOptions _options;
    private readonly PriorityQueue<Wish, (long AtTicks, int Order)>[] _queues;
    private readonly Action<Payment, ClientAnswer> _onAnswer;
    private int _busySubmitters;
    private int _order;

    /// <summary>Makes up all payments and who hands them in when.</summary>
    public TrafficSource(
        World world,
        SimulationOptions options,
        PaymentFactory factory,
        Action<Payment, ClientAnswer> onAnswer)
    {
        _world = world;
        _options = options;
        _onAnswer = onAnswer;
        _queues = [.. Enumerable.Range(0, options.Submitters).Select(_ => new PriorityQueue<Wish, (long, int)>())];
        for (var i = 0; i < options.Payments; i++)
        {
            Plan(factory);
        }
    }

    public List<Payment> Payments { get; } = [];

    /// <summary>Those that were handed to the engine, in that order.</summary>
    public List<Payment> HandedIn { get; } = [];

    /// <summary>Admissions that a client was told to be given up.</summary>
    public HashSet<AdmissionSequence> ToldAbandoned { get; } = [];

    /// <summary>Whether no client wants anything any more.</summary>
    public bool IsDone => _busySubmitters == 0 && Array.TrueForAll(_queues, queue => queue.Count == 0);

    /// <summary>The life that clients talk to, or null while the engine is down.</summary>
    public EngineLife? Life { get; set; }

    /// <summary>Lets the clients go.</summary>
    public void Start()
    {
        foreach (var queue in _queues)
        {
            _ = SubmitAsync(queue);
        }
    }

    private void Plan(PaymentFactory factory)
    {
        var atTicks = MakeMoment(0);
        var payment = factory.Make(atTicks);
        Payments.Add(payment);
        PlanWish(payment, atTicks);
        while (_world.Chance(_options.DuplicatePerMillion))
        {
            // Half of the repeats come at the same moment, through another door.
            PlanWish(payment, _world.Next(2) == 0 ? atTicks : MakeMoment(atTicks));
        }

        if (_world.Chance(_options.ContradictionPerMillion) && payment.IsGenuine)
        {
            var other = factory.Contradict(payment);
            Payments.Add(other);
            PlanWish(other, _world.Next(2) == 0 ? atTicks : MakeMoment(atTicks));
        }
    }

    private void PlanWish(Payment payment, long atTicks) =>
        Queue(
            _queues[_world.Next(_queues.Length)],
            new Wish(payment, _world.Chance(_options.HeldRequestPerMillion)),
            atTicks);

    private void Queue(PriorityQueue<Wish, (long AtTicks, int Order)> queue, Wish wish, long atTicks) =>
        queue.Enqueue(wish, (atTicks, _order++));

    private long MakeMoment(long fromTicks)
    {
        var end = Math.Max(fromTicks + TimeSpan.TicksPerSecond, TimeSpan.FromSeconds(_options.TrafficSeconds).Ticks);
        return fromTicks + (TimeSpan.TicksPerMillisecond * _world.Next((int)((end - fromTicks) / TimeSpan.TicksPerMillisecond)));
    }

    private async Task SubmitAsync(PriorityQueue<Wish, (long AtTicks, int Order)> queue)
    {
        while (true)
        {
            if (Life is not { IsAlive: true } life || !queue.TryPeek(out _, out var first) || first.AtTicks > _world.Time.Ticks)
            {
                await _world.SleepAsync(TimeSpan.FromMilliseconds(_world.Between(1, 300)));
                continue;
            }

            _busySubmitters++;
            await HandInAsync(life, TakeDue(queue), queue);
            _busySubmitters--;
        }
    }

    private List<Wish> TakeDue(PriorityQueue<Wish, (long AtTicks, int Order)> queue)
    {
        var due = new List<Wish>();
        var most = _world.Between(1, _options.MaxGroup);
        while (due.Count < most && queue.TryPeek(out var wish, out var when) && when.AtTicks <= _world.Time.Ticks)
        {
            queue.Dequeue();
            due.Add(wish);
        }

        return due;
    }

    private async Task HandInAsync(
        EngineLife life,
        List<Wish> wishes,
        PriorityQueue<Wish, (long AtTicks, int Order)> queue)
    {
        var pending = new PendingGroup(life, wishes, OnAnswered);
        var group = new AuthorizationGroup(wishes.Count, pending) { IsHeldRequest = wishes[0].IsHeldRequest };
        foreach (var wish in wishes)
        {
            wish.Tries++;
            if (!wish.Payment.IsHandedIn)
            {
                wish.Payment.IsHandedIn = true;
                HandedIn.Add(wish.Payment);
            }

            group.Add(wish.Payment.Item);
        }

        life.OnDeath(pending.OnDeath);
        var isTaken = _world.Next(2) == 0
            ? life.Process.Call(() => life.Engine.TryEnqueue(group))
            : life.Process.Call(() => Enqueue(life.Engine, group, pending));
        if (isTaken)
        {
            pending.OnTaken();
        }

        var isAnswered = isTaken && await pending.End;
        foreach (var wish in wishes)
        {
            if ((!isAnswered || IsWorthRetrying(wish.Payment)) && wish.Tries < MostTries)
            {
                Queue(queue, wish, _world.Time.Ticks + TimeSpan.FromMilliseconds(_world.Between(50, 4_000)).Ticks);
            }
        }
    }

    private static bool Enqueue(ISettlementEngine engine, AuthorizationGroup group, PendingGroup pending)
    {
        // The wait belongs to the process; the client waits for the answer or for the death of the process.
        var wait = engine.EnqueueAsync(group, CancellationToken.None);
        return !wait.IsCompleted || pending.End.IsCompleted || wait.IsCompletedSuccessfully;
    }

    private static bool IsWorthRetrying(Payment payment) =>
        payment.Answers[^1].Answer is { Status: AdmissionStatus.Rejected, Reason: >= RejectReason.Capacity };

    private void OnAnswered(PendingGroup pending, AuthorizationGroup group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            var wish = pending.Wishes[i];
            var answer = new ClientAnswer(_world.Time.Ticks, pending.Life.Number, group.Answers[i]);
            wish.Payment.Answers.Add(answer);
            _onAnswer(wish.Payment, answer);
            if (group.IsHeldRequest && answer.Answer.Status is AdmissionStatus.Accepted or AdmissionStatus.Existing)
            {
                _world.After(HoldLimit, () => EndHold(pending.Life, answer.Answer.Id));
            }
        }
    }

    private void EndHold(EngineLife life, AdmissionSequence id)
    {
        if (life.IsAlive && life.Engine.Find(id) is { LastTransactionHash.IsZero: true, Outcome: null })
        {
            life.Process.Call(() => GiveUpAsync(life.Engine, id));
        }
    }

    private async Task GiveUpAsync(ISettlementEngine engine, AdmissionSequence id)
    {
        var verdict = await engine.AbandonUnsignedAsync(id, CancellationToken.None);
        _world.Trace($"hold of {id} ends: abandoned {verdict.Abandoned}");
        if (verdict.Abandoned)
        {
            ToldAbandoned.Add(id);
        }
    }
}
