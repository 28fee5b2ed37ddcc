using System.Text.Json.Nodes;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Http;

namespace SettleEngine.Worker.Journals;

/// <summary>Sums of an export, in atomic units: by token, payee and outcome, so that books can be reconciled to the unit.</summary>
internal sealed class ExportTotals
{
    private readonly SortedDictionary<string, (Address Token, Address Payee, SettlementOutcome Outcome, long Count, UInt256 Sum)> _sums =
        new(StringComparer.Ordinal);

    /// <summary>Payments in the export.</summary>
    public long Count { get; private set; }

    /// <summary>Payments whose admission is not kept any more: their value is not known and in no sum.</summary>
    public long WithoutAdmission { get; private set; }

    /// <summary>Every sum: token, payee, outcome (none while there is none), payments, atomic units.</summary>
    public IEnumerable<(Address Token, Address Payee, SettlementOutcome Outcome, long Count, UInt256 Sum)> Sums => _sums.Values;

    /// <summary>Counts a payment.</summary>
    /// <param name="payment">The payment.</param>
    public void Add(BookedPayment payment)
    {
        Count++;
        if (payment.Accept is not { } accept)
        {
            WithoutAdmission++;
            return;
        }

        var outcome = payment.Outcome?.Record.Outcome ?? SettlementOutcome.None;
        var authorization = accept.Item.Authorization;
        var name = $"{accept.Item.Token} {authorization.Payee} {(byte)outcome}";
        var sum = _sums.GetValueOrDefault(name);
        _sums[name] = (
            accept.Item.Token,
            authorization.Payee,
            outcome,
            sum.Count + 1,
            sum.Sum + authorization.Value.Units);
    }

    /// <summary>Spells the sums.</summary>
    /// <returns>The object.</returns>
    public JsonObject ToJson() => new()
    {
        ["payments"] = Count,
        ["withoutAdmission"] = WithoutAdmission,
        ["sums"] = new JsonArray([.. Sums.Select(sum => (JsonNode)new JsonObject
        {
            ["asset"] = sum.Token.ToString(),
            ["to"] = sum.Payee.ToString(),
            ["outcome"] = Name(sum.Outcome),
            ["payments"] = sum.Count,
            ["value"] = sum.Sum.ToString(),
        })]),
    };

    /// <summary>How an outcome is called in an export.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The word of the outcome feed; <c>open</c> while there is none.</returns>
    public static string Name(SettlementOutcome outcome) =>
        outcome == SettlementOutcome.None ? "open" : WireNames.Of(outcome);
}
