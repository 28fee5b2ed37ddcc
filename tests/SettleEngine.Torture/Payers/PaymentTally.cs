using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Torture.Engine;

namespace SettleEngine.Torture.Payers;

/// <summary>What the engine said of each payment: refused why, or accepted and ended how. Thread rule: any thread.</summary>
/// <param name="count">How many payments there are.</param>
internal sealed class PaymentTally(int count) : IAnswerBook
{
    private readonly Lock _gate = new();
    private readonly string?[] _refused = new string?[count];
    private readonly ulong[] _ids = new ulong[count];
    private readonly Dictionary<ulong, string> _outcomes = [];

    /// <summary>Sequence of the last line of the feed that was read.</summary>
    public ulong LastSequence { get; private set; }

    /// <inheritdoc/>
    public bool IsAnswered(int payment)
    {
        lock (_gate)
        {
            return _ids[payment] != 0 || _refused[payment] is not null;
        }
    }

    /// <summary>Accepted payments without an outcome.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _ids.Count(id => id != 0 && !_outcomes.ContainsKey(id));
            }
        }
    }

    /// <summary>How each of some payments ended, counted: an outcome, a reason of refusal, <c>open</c>, or <c>unanswered</c>.</summary>
    public SortedDictionary<string, int> Ends(IEnumerable<int> payments)
    {
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var payment in payments)
            {
                var end = _refused[payment] ?? (_ids[payment] == 0 ? "unanswered" : _outcomes.GetValueOrDefault(_ids[payment], "open"));
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
        }

        return ends;
    }

    /// <summary>Takes lines of the outcome feed down; later ones correct earlier ones.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>Sequence of the last one.</returns>
    public ulong Read(string[] lines)
    {
        foreach (var line in lines)
        {
            using var outcome = JsonDocument.Parse(line);
            var root = outcome.RootElement;
            var id = ulong.Parse(root.GetProperty("id").GetString()!, CultureInfo.InvariantCulture);
            var reason = root.TryGetProperty("reason", out var given) ? $"{root.GetProperty("outcome").GetString()}: {given.GetString()}" : null;
            var sequence = root.GetProperty("seq");
            LastSequence = sequence.ValueKind == JsonValueKind.String
                ? ulong.Parse(sequence.GetString()!, CultureInfo.InvariantCulture)
                : sequence.GetUInt64();
            lock (_gate)
            {
                _outcomes[id] = reason ?? root.GetProperty("outcome").GetString()!;
            }
        }

        return LastSequence;
    }

    /// <inheritdoc/>
    public void Answer(int payment, AcknowledgementStatus status, RejectReason reason, ulong id)
    {
        lock (_gate)
        {
            if (status is AcknowledgementStatus.Accepted or AcknowledgementStatus.Existing)
            {
                _ids[payment] = id;
            }
            else if (reason < RejectReason.Capacity)
            {
                _refused[payment] = $"refused: {reason}";
            }
        }
    }
}
