using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Torture.Engine;

/// <summary>What the engine has said so far, over all its lives, and whether it ever said two things that cannot both be
/// true. Thread rule: any thread.</summary>
public sealed class Ledger : IAnswerBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ulong> _ids = [];
    private readonly Dictionary<ulong, int> _owners = [];
    private readonly HashSet<int> _accepted = [];
    private readonly List<string> _feed = [];
    private readonly List<Violation> _violations = [];

    /// <summary>What cannot be.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Payments whose first answer came: accepted, as opposed to existing because the answer was lost in a kill.</summary>
    public int Accepted
    {
        get
        {
            lock (_gate)
            {
                return _accepted.Count;
            }
        }
    }

    /// <summary>Answers that asked to come again later: the disk is full, the engine drains.</summary>
    public int PutOff { get; private set; }

    /// <summary>Every answer so far: payments and their ids.</summary>
    public (int Payment, ulong Id)[] Answers
    {
        get
        {
            lock (_gate)
            {
                return [.. _ids.Select(answer => (answer.Key, answer.Value))];
            }
        }
    }

    /// <summary>The outcome feed as far as it was read.</summary>
    public IReadOnlyList<string> Feed => _feed;

    /// <summary>Sequence of the last line of the feed that was read; 0 before the first.</summary>
    public ulong LastSequence => _feed.Count == 0 ? 0 : Number(JsonDocument.Parse(_feed[^1]).RootElement, "seq");

    /// <inheritdoc/>
    public bool IsAnswered(int payment)
    {
        lock (_gate)
        {
            return _ids.ContainsKey(payment);
        }
    }

    /// <inheritdoc/>
    public void Answer(int payment, AcknowledgementStatus status, RejectReason reason, ulong id)
    {
        lock (_gate)
        {
            if (status == AcknowledgementStatus.Rejected && reason >= RejectReason.Capacity)
            {
                // Nothing was promised, and unchanged it may be handed in again.
                PutOff++;
                return;
            }

            if (status is not (AcknowledgementStatus.Accepted or AcknowledgementStatus.Existing))
            {
                Violate(ViolationKind.Other, $"Payment {payment} was answered {status} {reason}.");
                return;
            }

            if (_ids.TryGetValue(payment, out var known) && known != id)
            {
                Violate(ViolationKind.AcceptedTwice, $"Payment {payment} has id {known} and id {id}.");
            }

            if (_owners.TryGetValue(id, out var owner) && owner != payment)
            {
                Violate(ViolationKind.Other, $"Id {id} belongs to payment {owner} and to payment {payment}.");
            }

            if (status == AcknowledgementStatus.Accepted && (!_accepted.Add(payment) || _ids.ContainsKey(payment)))
            {
                Violate(ViolationKind.AcceptedTwice, $"Payment {payment} was accepted as new twice.");
            }

            _ids[payment] = id;
            _owners[id] = payment;
        }
    }

    /// <summary>Compares a feed that was read from its beginning with what was read before.</summary>
    public void ReadAgain(IReadOnlyList<string> lines)
    {
        for (var i = 0; i < _feed.Count; i++)
        {
            if (i >= lines.Count || lines[i] != _feed[i])
            {
                Violate(
                    ViolationKind.Lost,
                    $"After a restart, line {i} of the outcome feed was {(i < lines.Count ? lines[i] : "gone")} and had been {_feed[i]}.");
                return;
            }
        }

        Append(lines.Skip(_feed.Count));
    }

    /// <summary>Takes further lines of the feed down.</summary>
    public void Append(IEnumerable<string> lines) => _feed.AddRange(lines);

    /// <summary>Payments that have an outcome.</summary>
    public int CountDecided() => _feed.Select(line => Number(JsonDocument.Parse(line).RootElement, "id")).Distinct().Count();

    /// <summary>Judges the whole feed: every payment settled, by an event of its own.</summary>
    /// <param name="payments">How many there are.</param>
    /// <returns>How many are settled.</returns>
    public int JudgeFeed(int payments)
    {
        var proofs = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var last = new Dictionary<ulong, string>();
        foreach (var line in _feed)
        {
            var outcome = JsonDocument.Parse(line).RootElement;
            var id = Number(outcome, "id");
            var kind = outcome.GetProperty("outcome").GetString()!;
            if (last.ContainsKey(id) && !outcome.TryGetProperty("corrects", out _))
            {
                Violate(ViolationKind.SettledTwice, $"Id {id} has a second outcome that corrects none: {line}.");
            }

            last[id] = kind;
            if (!_owners.ContainsKey(id))
            {
                Violate(ViolationKind.Other, $"Nobody was ever told id {id}: {line}.");
            }

            if (kind != "settled")
            {
                Violate(ViolationKind.FailedThatSettled, $"Id {id} was reported {kind}: {line}.");
                continue;
            }

            // A log's index is its place in a block: the same transaction in another block, after a reorg, gives it to another log.
            var proof = outcome.GetProperty("blockHash").GetString() + outcome.GetProperty("logIndex").GetRawText();
            if (!proofs.TryAdd(proof, id) && proofs[proof] != id)
            {
                Violate(ViolationKind.SettledTwice, $"Ids {proofs[proof]} and {id} have the same proof: {line}.");
            }
        }

        var settled = last.Count(pair => pair.Value == "settled");
        if (settled != payments)
        {
            Violate(ViolationKind.Lost, $"{settled} of {payments} payments were settled.");
        }

        return settled;
    }

    /// <summary>Takes down what cannot be.</summary>
    public void Violate(ViolationKind kind, FormattableString sentence)
    {
        lock (_gate)
        {
            _violations.Add(new Violation(kind, sentence.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static ulong Number(JsonElement element, string name)
    {
        var value = element.GetProperty(name);
        return value.ValueKind == JsonValueKind.String
            ? ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetUInt64();
    }
}
