using System.Globalization;
using System.Text.Json.Nodes;
using SettleEngine.Core.Confirm;
using SettleEngine.Doors.Http;

namespace SettleEngine.Worker.Journals;

/// <summary>Writes one line for each payment of a journal: what was admitted and what became of it.</summary>
/// <remarks>A payment whose outcome was corrected has one line, with what holds now. Values are never rounded, never in
/// exponents, and text in both formats is the same. Thread rule: one thread.</remarks>
internal static class OutcomeExport
{
    /// <summary>The columns, in order. They only grow, at the end.</summary>
    public static readonly string[] Columns =
    [
        "id", "outcome", "reason", "network", "asset", "from", "to", "value", "nonce", "validAfter", "validBefore", "receivedAt",
        "transaction", "logIndex", "blockNumber", "blockHash", "level", "seq",
    ];

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "validAfter", "validBefore", "logIndex", "blockNumber", "seq",
    };

    /// <summary>Writes the lines.</summary>
    /// <param name="book">The journal.</param>
    /// <param name="format">How.</param>
    /// <param name="decidedOnly">Whether only payments with an outcome are written.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The sums of what was written.</returns>
    public static async Task<ExportTotals> WriteAsync(JournalBook book, ExportFormat format, bool decidedOnly, TextWriter output)
    {
        var totals = new ExportTotals();
        var network = book.Boot is { } boot
            ? string.Create(CultureInfo.InvariantCulture, $"eip155:{boot.ChainId}")
            : string.Empty;
        if (format == ExportFormat.Csv)
        {
            await output.WriteLineAsync(string.Join(',', Columns));
        }

        foreach (var payment in book.Payments.Values)
        {
            if (decidedOnly && payment.Outcome is null)
            {
                continue;
            }

            totals.Add(payment);
            var fields = Fields(payment, network);
            await output.WriteLineAsync(format == ExportFormat.Csv
                ? string.Join(',', fields)
                : ToJson(fields).ToJsonString());
        }

        await output.FlushAsync();
        return totals;
    }

    private static string[] Fields(BookedPayment payment, string network)
    {
        var authorization = payment.Accept?.Item.Authorization;
        var outcome = payment.Outcome?.Record;
        var proof = outcome is { Proof.IsSome: true } ? outcome.Value.Proof : (ProofLocation?)null;
        return
        [
            Text(payment.Id),
            ExportTotals.Name(outcome?.Outcome ?? SettlementOutcome.None),
            outcome is { } given && given.Reason != AbandonReason.None ? WireNames.Of(given.Reason) : string.Empty,
            network,
            payment.Accept?.Item.Token.ToString() ?? string.Empty,
            authorization?.Payer.ToString() ?? string.Empty,
            authorization?.Payee.ToString() ?? string.Empty,
            authorization?.Value.ToString() ?? string.Empty,
            authorization?.AuthorizationNonce.ToString() ?? string.Empty,
            Text(authorization?.ValidAfter.Value),
            Text(authorization?.ValidBefore.Value),
            payment.Accept is { ReceivedAtMs: > 0 } accept ? RecordJson.Time(accept.ReceivedAtMs) : string.Empty,
            proof?.TransactionHash.ToString() ?? string.Empty,
            Text(proof?.LogIndex),
            Text(proof?.BlockNumber),
            proof?.BlockHash.ToString() ?? string.Empty,
            outcome is { } firm ? WireNames.Of(firm.Level) : string.Empty,
            Text(payment.Outcome?.Sequence),
        ];
    }

    private static JsonObject ToJson(string[] fields)
    {
        var line = new JsonObject();
        for (var column = 0; column < Columns.Length; column++)
        {
            var text = fields[column];
            if (text.Length > 0)
            {
                line[Columns[column]] = Numbers.Contains(Columns[column])
                    ? JsonValue.Create(ulong.Parse(text, CultureInfo.InvariantCulture))
                    : JsonValue.Create(text);
            }
        }

        return line;
    }

    private static string Text(ulong? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}
