using System.Globalization;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Torture.Engine;

/// <summary>What the engine has said so far, over all its lives, and whether it ever said two things that cannot both be
/// true. Thread rule: any thread.</summary>
public sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ulong> _ids = [];
    private readonly Dictionary<ulong, int> _owners = [];
    private readonly HashSet<int> _accepted = [];
    private readonly List<string> _feed = [];
    private readonly List<string> _violations = [];

    /// <summary>What cannot be, in sentences.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Payments that were answered at least once.</summary>
    public int Answered
    {
        get
        {
            lock (_gate)
            {
                return _ids.Count;
            }
        }
    }

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

    /// <summary>The outcome feed as far as it was read.</summary>
    public IReadOnlyList<string> Feed => _feed;

    /// <summary>Whether a payment was answered.</summary>
    public bool IsAnswered(int payment)
    {
        lock (_gate)
        {
            return _ids.ContainsKey(payment);
        }
    }

    /// <summary>The payment that has an id, or -1.</summary>
    public int OwnerOf(ulong id)
    {
        lock (_gate)
        {
            return _owners.GetValueOrDefault(id, -1);
        }
    }

    /// <summary>Takes an answer down.</summary>
    public void Answer(int payment, AcknowledgementStatus status, ulong id)
    {
        lock (_gate)
        {
            if (status is not (AcknowledgementStatus.Accepted or AcknowledgementStatus.Existing))
            {
                Violate($"Payment {payment} was answered {status}.");
                return;
            }

            if (_ids.TryGetValue(payment, out var known) && known != id)
            {
                Violate($"Payment {payment} has id {known} and id {id}.");
            }

            if (_owners.TryGetValue(id, out var owner) && owner != payment)
            {
                Violate($"Id {id} belongs to payment {owner} and to payment {payment}.");
            }

            if (status == AcknowledgementStatus.Accepted && (!_accepted.Add(payment) || _ids.ContainsKey(payment)))
            {
                Violate($"Payment {payment} was accepted as new twice.");
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
                Violate($"After a restart, line {i} of the outcome feed was {(i < lines.Count ? lines[i] : "gone")} and had been {_feed[i]}.");
                return;
            }
        }

        Append(lines.Skip(_feed.Count));
    }

    /// <summary>Takes further lines of the feed down.</summary>
    public void Append(IEnumerable<string> lines) => _feed.AddRange(lines);

    /// <summary>Takes down what cannot be.</summary>
    public void Violate(FormattableString sentence)
    {
        lock (_gate)
        {
            _violations.Add(sentence.ToString(CultureInfo.InvariantCulture));
        }
    }
}
