using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>Compares, when the world is quiet and finalized, what the journal says with what the chain shows.</summary>
public sealed class FinalChecker(SimulatedDisk disk, SimulatedChain chain, Violations violations, SimulationOptions options)
{
    private readonly Dictionary<AdmissionSequence, AcceptRecord> _accepts = [];
    private readonly Dictionary<AdmissionSequence, List<(OutcomeRecord Record, ulong Sequence, long AtTicks)>> _outcomes = [];
    private readonly Dictionary<Hash256, AttemptRecord> _attempts = [];
    private readonly HashSet<ulong> _corrected = [];

    /// <summary>Admissions by their last outcome.</summary>
    public Dictionary<SettlementOutcome, int> Totals { get; } = [];

    public int Attempts => _attempts.Count;

    public int Corrections => _corrected.Count;

    public void Check(ISettlementEngine engine, FeedReader feed, AnswerChecker answers, TrafficSource traffic)
    {
        ReadJournal();
        CheckOnceOnly(answers);
        CheckSends();
        new SigningChecker(disk, chain, violations, _accepts).Check();
        CheckFeed(engine, feed);
        var credited = new HashSet<(Hash256, uint)>();
        foreach (var (id, accept) in _accepts)
        {
            if (Standing(id) is { } standing)
            {
                CheckOutcome(id, accept, standing.Record, standing.AtTicks);
                CheckCredit(id, standing.Record, credited);
                Totals[standing.Record.Outcome] = Totals.GetValueOrDefault(standing.Record.Outcome) + 1;
                violations.Check(
                    !traffic.ToldAbandoned.Contains(id) || standing.Record.Outcome == SettlementOutcome.Abandoned,
                    "P4",
                    $"admission {id} was answered abandoned and ended {standing.Record.Outcome}");
            }

            CheckView(engine, id);
        }
    }

    private void ReadJournal()
    {
        for (var i = 0; i < disk.Records.Count; i++)
        {
            var record = disk.Records[i];
            var sequence = (ulong)i + 1;
            switch (record.Kind)
            {
                case JournalRecordKind.Accept:
                    _accepts.Add(new AdmissionSequence(sequence), AcceptRecord.Read(record.Payload));
                    break;
                case JournalRecordKind.Attempt:
                    var attempt = AttemptRecord.Read(record.Payload);
                    violations.Check(
                        _attempts.TryAdd(attempt.TransactionHash, attempt), "W2", $"{attempt.TransactionHash} has two records");
                    break;
                case JournalRecordKind.Outcome:
                    var outcome = OutcomeRecord.Read(record.Payload);
                    _corrected.Add(outcome.Corrects);
                    if (!_outcomes.TryGetValue(outcome.Id, out var list))
                    {
                        _outcomes.Add(outcome.Id, list = []);
                    }

                    list.Add((outcome, sequence, record.DurableAtTicks));
                    break;
            }
        }

        _corrected.Remove(0);
    }

    private (OutcomeRecord Record, long AtTicks)? Standing(AdmissionSequence id)
    {
        var standing = _outcomes.GetValueOrDefault(id, []).Where(one => !_corrected.Contains(one.Sequence)).ToList();
        violations.Check(standing.Count > 0, "P1", $"admission {id} has no outcome");
        violations.Check(
            standing.Count <= 1,
            "P3",
            $"admission {id} has several outcomes that stand: {string.Join(", ", standing.Select(one => one.Record.Outcome))}");
        return standing.Count == 0 ? null : (standing[^1].Record, standing[^1].AtTicks);
    }

    private void CheckOnceOnly(AnswerChecker answers)
    {
        foreach (var id in answers.Told)
        {
            violations.Check(_accepts.ContainsKey(id), "P1", $"a client was told of admission {id}, which the journal has lost");
        }

        foreach (var same in _accepts.GroupBy(entry => entry.Value.Item.Key))
        {
            var ordered = same.OrderBy(entry => entry.Key.Value).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                violations.Check(
                    IsForgotten(ordered[i - 1].Value, ordered[i].Key),
                    "P2",
                    $"one key was admitted as {ordered[i - 1].Key} and as {ordered[i].Key}");
            }
        }
    }

    /// <summary>Whether finalized time had passed an admission's window when its key was admitted again.</summary>
    private bool IsForgotten(in AcceptRecord earlier, AdmissionSequence later) =>
        chain.FindHeader(chain.FinalizedAt(disk.Records[(int)later.Value - 1].DurableAtTicks)) is { } finalized
        && finalized.Timestamp.Value > earlier.Item.Authorization.ValidBefore.Value;

    private void CheckSends()
    {
        foreach (var (hash, transaction) in chain.Seen)
        {
            violations.Check(
                _attempts.TryGetValue(hash, out var attempt) && attempt.RawTransaction.Span.SequenceEqual(transaction.Raw),
                "W2",
                $"the chain saw transaction {hash}, which the journal does not hold");
        }
    }

    private void CheckFeed(ISettlementEngine engine, FeedReader feed)
    {
        var all = engine.ReadOutcomes(0, int.MaxValue);
        var recorded = _outcomes.Values.SelectMany(list => list).OrderBy(one => one.Sequence).ToList();
        violations.Check(
            all.Select(notice => notice.Sequence).SequenceEqual(recorded.Select(one => one.Sequence)),
            "feed",
            "the feed and the journal hold different sequences");
        var bySequence = all.ToDictionary(notice => notice.Sequence);
        foreach (var notice in feed.Seen)
        {
            violations.Check(
                bySequence.TryGetValue(notice.Sequence, out var now) && now == notice,
                "feed",
                $"outcome {notice.Sequence} was read as {notice.Outcome} of {notice.Id} and is another one now");
        }

        foreach (var (record, sequence, _) in recorded)
        {
            var notice = bySequence.GetValueOrDefault(sequence);
            violations.Check(
                notice is not null && notice.Id == record.Id && notice.Outcome == record.Outcome && notice.Reason == record.Reason
                && notice.TransactionHash == record.Proof.TransactionHash && notice.LogIndex == record.Proof.LogIndex
                && notice.Corrects == record.Corrects && notice.Level == record.Level,
                "feed",
                $"outcome {sequence} differs from its record");
            violations.Check(
                record.Corrects < sequence && (record.Corrects == 0
                    || _outcomes[record.Id].Exists(one => one.Sequence == record.Corrects)),
                "feed",
                $"outcome {sequence} corrects {record.Corrects}, which is no earlier outcome of its admission");
        }
    }

    private void CheckView(ISettlementEngine engine, AdmissionSequence id)
    {
        var view = engine.Find(id);
        if (view is null && Forgetting.IsAllowed(disk.Records[(int)id.Value - 1], chain, options))
        {
            return;
        }

        if (view is not { State: AdmissionState.Finalized, Outcome: not null })
        {
            violations.Add(
                "P1",
                $"admission {id} is {view?.State.ToString() ?? "unknown"} with outcome {view?.Outcome?.Outcome.ToString() ?? "none"} at the end; "
                + $"signed in {string.Join(", ", _attempts.Values.Where(one => one.Members.Contains(id)).Select(one => $"{one.Lane}/{one.AccountNonce.Value} {one.TransactionHash}"))}");
        }

        violations.Check(
            view?.Outcome is null || !_corrected.Contains(view.Outcome.Sequence), "feed", $"admission {id} shows a corrected outcome");
    }

    private void CheckCredit(AdmissionSequence id, in OutcomeRecord record, HashSet<(Hash256 TransactionHash, uint LogIndex)> credited)
    {
        if (record.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal)
        {
            violations.Check(
                credited.Add((record.Proof.TransactionHash, record.Proof.LogIndex)),
                "P3",
                $"admission {id} is credited with a transfer that another one was credited with");
        }
    }

    private void CheckOutcome(AdmissionSequence id, in AcceptRecord accept, in OutcomeRecord record, long atTicks)
    {
        var item = accept.Item;
        if (chain.FindConsumption(item.Key) is not { } consumption)
        {
            violations.Check(
                record.Outcome is SettlementOutcome.Expired or SettlementOutcome.Abandoned,
                record.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal ? "P5" : "P4",
                $"admission {id} ended {record.Outcome}, and the chain never consumed its authorization");
            CheckExpiry(id, accept, record, atTicks);
            return;
        }

        var expected = Expect(consumption, accept);

        // Given up or expired first, consumed by somebody else later: a payer may cancel even what has expired.
        var couldNotKnow = consumption.BlockNumber > chain.FinalizedAt(atTicks)
            && (record.Outcome == SettlementOutcome.Abandoned
                ? expected != SettlementOutcome.Settled
                : record.Outcome == SettlementOutcome.Expired && expected == SettlementOutcome.Cancelled);
        violations.Check(
            record.Outcome == expected || couldNotKnow,
            record.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal ? "P5" : "P4",
            $"admission {id} ended {record.Outcome} {record.Reason}; the chain says {expected} in block {consumption.BlockNumber}, "
            + $"transaction {consumption.TransactionHash}");
        if (record.Outcome == expected)
        {
            CheckProof(id, item, record, consumption);
        }
    }

    private void CheckExpiry(AdmissionSequence id, in AcceptRecord accept, in OutcomeRecord record, long atTicks)
    {
        if (record.Outcome == SettlementOutcome.Expired)
        {
            var finalized = chain.FindHeader(chain.FinalizedAt(atTicks))!.Value;
            violations.Check(
                finalized.Timestamp.Value >= accept.Item.Authorization.ValidBefore.Value,
                "P4",
                $"admission {id} was called expired before a finalized block proved it");
        }
    }

    private SettlementOutcome Expect(in AuthorizationEvent consumption, in AcceptRecord accept)
    {
        if (consumption.Cancelled)
        {
            return SettlementOutcome.Cancelled;
        }

        if (!IsPaid(consumption, accept.Item))
        {
            return SettlementOutcome.Conflict;
        }

        return _attempts.ContainsKey(consumption.TransactionHash) ? SettlementOutcome.Settled
            : consumption.BlockNumber > accept.HeadBlock ? SettlementOutcome.SettledExternal
            : SettlementOutcome.UsedBeforeAdmission;
    }

    private bool IsPaid(AuthorizationEvent consumption, in SignedAuthorization item)
    {
        var logs = chain.FindReceipt(consumption.TransactionHash)!.Logs;
        var index = (int)(consumption.LogIndex - logs[0].LogIndex);
        if (index + 1 >= logs.Count)
        {
            return false;
        }

        var transfer = logs[index + 1];
        var authorization = item.Authorization;
        return transfer.Emitter == item.Token
            && transfer.Topic0 == TokenTopics.Transfer
            && transfer.Topic1 == TokenTopics.OfAddress(authorization.Payer)
            && transfer.Topic2 == TokenTopics.OfAddress(authorization.Payee)
            && transfer.Data == authorization.Value.Units;
    }

    private void CheckProof(
        AdmissionSequence id,
        in SignedAuthorization item,
        in OutcomeRecord record,
        AuthorizationEvent consumption)
    {
        // An outcome older than the search's reach may come without its transaction.
        if (record.Outcome == SettlementOutcome.UsedBeforeAdmission && record.Proof.TransactionHash.IsZero)
        {
            return;
        }

        violations.Check(
            record.Proof.TransactionHash == consumption.TransactionHash
            && record.Proof.LogIndex == consumption.LogIndex
            && record.Proof.BlockNumber == consumption.BlockNumber
            && record.Proof.BlockHash == consumption.BlockHash,
            "P5",
            $"admission {id} is proven by {record.Proof}, and the chain has it at {consumption}");
        if (record.Outcome == SettlementOutcome.Settled)
        {
            var members = _attempts[consumption.TransactionHash].Members;
            violations.Check(
                record.BatchSize == members.Length && record.BatchIndex < members.Length && members[record.BatchIndex] == id,
                "P5",
                $"admission {id} is said to be number {record.BatchIndex} of {record.BatchSize} of {item.Token}'s batch");
        }
    }
}
