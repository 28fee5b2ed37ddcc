using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SettleEngine.Worker.Journals;

/// <summary>Spells what was found in a journal for people.</summary>
internal static class JournalText
{
    /// <summary>Spells a verification.</summary>
    /// <param name="found">The verification.</param>
    /// <returns>Lines.</returns>
    public static string Of(JournalVerification found)
    {
        var text = new StringBuilder();
        if (found.Reading is { } reading)
        {
            Line(text, "records", $"{found.Counts.Values.Sum():N0}, sequences {reading.FirstSequence} to {reading.LastSequence}");
            foreach (var (kind, count) in found.Counts)
            {
                Line(text, $"  {RecordJson.Name(kind)}", $"{count:N0}");
            }

            Line(text, "blocks", $"{reading.LastBlock:N0}, the last ends at {Path.GetFileName(reading.End.File)} offset {reading.End.Offset}");
            Line(text, "segments", $"{reading.Segments.Files} files, {reading.Segments.Bytes:N0} bytes");
            Line(text, "anchor", reading.HasAnchor
                ? (FormattableString)$"saw sequence {reading.AnchoredSequence} durable"
                : $"missing");
            Line(text, "openings", $"{reading.Openings}");
            if (reading.UnfinishedBytes > 0)
            {
                Line(text, "unfinished", $"{reading.UnfinishedBytes:N0} bytes behind the end, never acknowledged; the next start clears them");
            }
        }

        return text.Append(found.Damage is { } damage ? $"DAMAGED: {damage.Message}" : "The journal is whole.").ToString();
    }

    /// <summary>Spells a record on one line.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The line.</returns>
    public static string Of(JsonObject record) =>
        string.Join(' ', record.Select(field => field.Key switch
        {
            "sequence" => $"{field.Value}",
            "kind" => $"{field.Value}",
            _ => $"{field.Key}={field.Value?.ToJsonString().Trim('"') ?? "none"}",
        }));

    /// <summary>Spells the sums of an export.</summary>
    /// <param name="totals">The sums.</param>
    /// <returns>Lines.</returns>
    public static string Of(ExportTotals totals)
    {
        var text = new StringBuilder();
        foreach (var (token, payee, outcome, count, sum) in totals.Sums)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{ExportTotals.Name(outcome),-22} token {token} payee {payee} payments {count,12} value {sum}");
        }

        if (totals.WithoutAdmission > 0)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{totals.WithoutAdmission} payments were forgotten after their outcomes: their values are not known.");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{totals.Count} payments").ToString();
    }

    private static void Line(StringBuilder text, string name, FormattableString value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{name,-18} {value.ToString(CultureInfo.InvariantCulture)}");
}
