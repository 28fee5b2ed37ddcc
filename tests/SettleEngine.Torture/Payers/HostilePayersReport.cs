using System.Text.Json.Nodes;

namespace SettleEngine.Torture.Payers;

/// <summary>What hostile payers cost, and whom.</summary>
public sealed record HostilePayersReport
{
    /// <summary>The way that batches took: the guarded settler or Multicall3.</summary>
    public required string Route { get; init; }

    /// <summary>How the payments of honest accounts without code ended.</summary>
    public required IReadOnlyDictionary<string, int> Honest { get; init; }

    /// <summary>How the payments of honest wallets ended.</summary>
    public required IReadOnlyDictionary<string, int> Wallets { get; init; }

    /// <summary>How the attackers' payments ended.</summary>
    public required IReadOnlyDictionary<string, int> Hostile { get; init; }

    /// <summary>Accounts that attacked.</summary>
    public required int Attackers { get; init; }

    /// <summary>Transactions whose attackers turned while they waited for a block.</summary>
    public required int Ambushes { get; init; }

    /// <summary>Transactions of the lanes; those that failed; those of them with more than one payment; payments in all of them.</summary>
    public required (int All, int Failed, int FailedBatches, int Tried) Transactions { get; init; }

    /// <summary>Gas of all transactions, and the part of it that settled nothing.</summary>
    public required (ulong Gas, ulong Wasted) Bill { get; init; }

    /// <summary>Time from the last payment until every accepted one had ended.</summary>
    public required TimeSpan UntilEnded { get; init; }

    /// <summary>What journal and chain do not agree about.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Share of the honest payments that were settled, with and without code, 0 to 1.</summary>
    public double HonestShare => (double)(Settled(Honest) + Settled(Wallets)) / Math.Max(1, Honest.Values.Sum() + Wallets.Values.Sum());

    /// <summary>Share of the gas that was wasted, 0 to 1.</summary>
    public double WastedShare => (double)Bill.Wasted / Math.Max(1, Bill.Gas);

    /// <summary>Failed batches for each attacker.</summary>
    public double FailedBatchesPerAttacker => (double)Transactions.FailedBatches / Math.Max(1, Attackers);

    /// <summary>What falls short of what is promised, as sentences; empty when nothing does.</summary>
    public IReadOnlyList<string> Shortfalls =>
    [
        .. HonestShare < 0.999 ? new[] { $"Of the honest payments {HonestShare:P2} were settled, less than 99.9 %." } : [],
        .. Route == HostilePayersRun.SettlerRoute && WastedShare > 0.05 ? new[] { $"{WastedShare:P1} of the gas was wasted, more than 5 %." } : [],
        .. FailedBatchesPerAttacker > 2 ? new[] { $"{FailedBatchesPerAttacker:N1} batches failed for each attacker, more than 2." } : [],
        .. Differences,
    ];

    /// <summary>Spells the report.</summary>
    /// <returns>The object.</returns>
    public JsonObject ToJson() => new()
    {
        ["route"] = Route,
        ["honestShare"] = Math.Round(HonestShare, 5),
        ["wastedShare"] = Math.Round(WastedShare, 5),
        ["failedBatchesPerAttacker"] = Math.Round(FailedBatchesPerAttacker, 2),
        ["attackers"] = Attackers,
        ["ambushes"] = Ambushes,
        ["transactions"] = Transactions.All,
        ["failedTransactions"] = Transactions.Failed,
        ["failedBatches"] = Transactions.FailedBatches,
        ["paymentsTried"] = Transactions.Tried,
        ["gas"] = Bill.Gas,
        ["wastedGas"] = Bill.Wasted,
        ["secondsUntilEnded"] = Math.Round(UntilEnded.TotalSeconds, 2),
        ["honest"] = Spell(Honest),
        ["wallets"] = Spell(Wallets),
        ["hostile"] = Spell(Hostile),
        ["shortfalls"] = new JsonArray([.. Shortfalls.Select(sentence => (JsonNode)JsonValue.Create(sentence)!)]),
    };

    private static int Settled(IReadOnlyDictionary<string, int> ends) => ends.GetValueOrDefault("settled");

    private static JsonObject Spell(IReadOnlyDictionary<string, int> ends) =>
        new(ends.Select(end => KeyValuePair.Create(end.Key, (JsonNode?)JsonValue.Create(end.Value))));
}
