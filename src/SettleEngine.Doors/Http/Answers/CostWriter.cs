using System.Globalization;
using System.Text.Json;
using SettleEngine.Pipeline.Costs;

namespace SettleEngine.Doors.Http.Answers;

/// <summary>Spells costs. Wei are decimal strings, dollars and parts are numbers; what is not known is left out.</summary>
internal static class CostWriter
{
    /// <summary>Writes one line of <c>/v1/batches</c>, without its line end.</summary>
    public static void WriteLine(Utf8JsonWriter writer, BatchCost batch)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, batch.Sequence);
        writer.WriteString("transaction"u8, batch.TransactionHash.ToString());
        writer.WriteNumber("blockNumber"u8, batch.BlockNumber);
        writer.WriteNumber("blockTime"u8, batch.Cost.BlockTime.Value);
        writer.WriteString("lane"u8, batch.Lane.ToString());
        writer.WriteString("kind"u8, WireNames.Of(batch.Kind));
        writer.WriteNumber("payments"u8, batch.Payments);
        writer.WriteNumber("settled"u8, batch.Settled);
        writer.WriteNumber("gasUsed"u8, batch.Cost.GasUsed);
        WriteWei(writer, "gasPriceWei", batch.Cost.GasPriceWei);
        WriteWei(writer, "feesWei", batch.Cost.FeesWei);
        WriteWei(writer, "l1FeeWei", batch.Cost.L1FeeWei);
        if (batch.Usd is { } usd)
        {
            writer.WriteNumber("usd"u8, usd);
        }

        if (batch.GasError is { } error)
        {
            writer.WriteNumber("predictedGas"u8, batch.PredictedGas);
            writer.WriteNumber("gasError"u8, Math.Round(error, 6));
        }

        WriteSavings(writer, batch.Totals);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of <c>/v1/costs</c>.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, CostSummary summary)
    {
        writer.WriteStartObject("total"u8);
        WriteTotals(writer, summary.Total);
        writer.WriteEndObject();
        writer.WriteStartArray("hours"u8);
        foreach (var (hour, totals) in summary.Hours)
        {
            writer.WriteStartObject();
            writer.WriteNumber("from"u8, hour.Value);
            WriteTotals(writer, totals);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("payees"u8);
        foreach (var (payee, totals) in summary.Payees)
        {
            writer.WriteStartObject();
            writer.WriteString("to"u8, payee.ToString());
            WriteTotals(writer, totals);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("others"u8);
        WriteTotals(writer, summary.Others);
        writer.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter writer, CostTotals totals)
    {
        writer.WriteNumber("batches"u8, totals.Batches);
        writer.WriteNumber("payments"u8, totals.Payments);
        writer.WriteNumber("settled"u8, totals.Settled);
        writer.WriteNumber("gasUsed"u8, totals.GasUsed);
        WriteWei(writer, "feesWei", totals.FeesWei);
        WriteWei(writer, "l1FeeWei", totals.L1FeeWei);
        writer.WriteNumber("usd"u8, totals.Usd);
        WriteWei(writer, "unpricedWei", totals.UnpricedWei);
        WriteSavings(writer, totals);
    }

    private static void WriteSavings(Utf8JsonWriter writer, CostTotals totals)
    {
        WriteWei(writer, "singleWei", totals.SingleWei);
        WriteWei(writer, "aggregateWei", totals.AggregateWei);
        if (totals.SavedAgainstSingle is { } single && totals.SavedAgainstAggregate is { } aggregate)
        {
            writer.WriteNumber("savedAgainstSingle"u8, Math.Round(single, 6));
            writer.WriteNumber("savedAgainstAggregate"u8, Math.Round(aggregate, 6));
        }
    }

    private static void WriteWei(Utf8JsonWriter writer, string name, UInt128 wei) =>
        writer.WriteString(name, wei.ToString(CultureInfo.InvariantCulture));
}
