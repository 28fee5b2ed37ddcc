using System.Text.Json.Nodes;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Worker.Audit;

/// <summary>What a comparison of journal and chain found.</summary>
/// <remarks>Thread rule: one thread.</remarks>
internal sealed class AuditReport
{
    private readonly List<AuditFinding> _findings = [];

    /// <summary>Payments compared.</summary>
    public int Payments { get; set; }

    /// <summary>Payments about which journal and chain agree, by outcome, with the sum of their values in atomic units.</summary>
    public SortedDictionary<string, (int Count, UInt256 Value)> Agreeing { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything else, in the order in which it was found.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>Transactions of the journal that are in blocks.</summary>
    public int Included { get; set; }

    /// <summary>Lanes compared.</summary>
    public int Lanes { get; set; }

    /// <summary>Newest block when the comparison began.</summary>
    public ulong Head { get; set; }

    /// <summary>How many findings need somebody.</summary>
    public int Differences => _findings.Count(finding => finding.Verdict == AuditVerdict.Difference);

    /// <summary>Takes a payment down about which both agree.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="value">Its value.</param>
    public void Agree(string outcome, TokenAmount value)
    {
        var sum = Agreeing.GetValueOrDefault(outcome);
        Agreeing[outcome] = (sum.Count + 1, sum.Value + value.Units);
    }

    /// <summary>Takes a finding down.</summary>
    /// <param name="finding">The finding.</param>
    public void Add(AuditFinding finding) => _findings.Add(finding);

    /// <summary>Spells the report.</summary>
    /// <returns>The object.</returns>
    public JsonObject ToJson() => new()
    {
        ["agrees"] = Differences == 0,
        ["head"] = Head,
        ["payments"] = Payments,
        ["transactionsIncluded"] = Included,
        ["lanes"] = Lanes,
        ["agreeing"] = new JsonObject([.. Agreeing.Select(sum => KeyValuePair.Create(
            sum.Key,
            (JsonNode?)new JsonObject { ["payments"] = sum.Value.Count, ["value"] = sum.Value.Value.ToString() }))]),
        ["open"] = _findings.Count - Differences,
        ["differences"] = Differences,
        ["findings"] = new JsonArray([.. _findings.Select(finding => (JsonNode)new JsonObject
        {
            ["verdict"] = finding.Verdict == AuditVerdict.Open ? "open" : "difference",
            ["code"] = finding.Code,
            ["id"] = finding.Id == 0 ? null : finding.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["subject"] = finding.Subject,
            ["explanation"] = finding.Explanation,
        })]),
    };
}
