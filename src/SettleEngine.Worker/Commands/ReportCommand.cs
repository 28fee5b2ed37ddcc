using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Primitives;
using SettleEngine.Worker.Chains;
using SettleEngine.Worker.Journals;
using SettleEngine.Worker.Options;
using SettleEngine.Worker.Reports;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle report</c>: what settling has cost, from the journal alone.</summary>
internal static class ReportCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var data = JournalCommand.Data();
        var accept = JournalCommand.AcceptMissingAnchor();
        var since = new Option<string>("--since")
        {
            Description = "How far back, such as 24h or 7d, or a time in UTC, such as 2026-11-20 or 2026-11-20T15:00:00Z. Default 24h.",
            DefaultValueFactory = _ => "24h",
        };
        var by = new Option<ReportGrouping>("--by") { Description = "What a line stands for: batch, hour or payee. Default hour.", DefaultValueFactory = _ => ReportGrouping.Hour };
        var format = new Option<ReportFormat>("--format") { Description = "table, csv or json. Default table.", DefaultValueFactory = _ => ReportFormat.Table };
        var json = new Option<bool>("--json") { Description = "The same as --format json." };
        var nativeUsd = new Option<string?>("--native-usd") { Description = "Price of the chain's native coin in US dollars; without it costs are told in wei." };
        var chainCosts = new Option<string?>("--chain-costs") { Description = "File with what chains charge for, as for settle run." };
        var command = new Command(
            "report",
            "Tells what settling has cost, by transaction, hour or payee: gas, fees, the part for bytes, dollars, and what was saved against "
            + "one transaction for each payment and against Multicall3. It reads the journal alone, changes nothing, and may run beside the "
            + "engine. Only what is final counts.\n\n"
            + "Example:\n  settle report --data ./data --since 7d --by payee --native-usd 3000")
        {
            data, since, by, format, json, nativeUsd, chainCosts, accept,
        };
        command.SetAction((parsed, _) => JournalCommand.RunAsync(async stop =>
        {
            var from = SinceOf(parsed.GetValue(since)!, TimeProvider.System.GetUtcNow());
            var price = PriceOf(parsed.GetValue(nativeUsd));
            var chains = await ChainTable.LoadAsync(parsed.GetValue(chainCosts), stop);
            var book = await JournalBook.ReadAsync(JournalCommand.Reader(parsed.GetValue(data)!, parsed.GetValue(accept)), stop);
            var writer = new ReportWriter(CostReport.Of(book, chains, from, price), parsed.GetValue(by));
            await WriteAsync(writer, parsed.GetValue(json) ? ReportFormat.Json : parsed.GetValue(format));
            return ExitCode.Success;
        }));
        return command;
    }

    /// <summary>Reads <c>--since</c>.</summary>
    /// <param name="text">A duration before now, or a time.</param>
    /// <param name="now">Now.</param>
    /// <returns>The time.</returns>
    /// <exception cref="SettingException">It is neither.</exception>
    internal static UnixSeconds SinceOf(string text, DateTimeOffset now)
    {
        var isTime = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time);
        var since = SettingValues.TryParseDuration(text, out var back) ? now - back
            : isTime ? time
            : throw new SettingException(
                "--since must be a duration such as 24h or 7d, or a time in UTC such as 2026-11-20 or 2026-11-20T15:00:00Z.");
        return new UnixSeconds((ulong)Math.Max(0, since.ToUnixTimeSeconds()));
    }

    private static double? PriceOf(string? text) => text switch
    {
        null => null,
        _ when NativePrice.TryParse(text, out var usd) => usd,
        _ => throw new SettingException($"--native-usd must be {NativePrice.Form}."),
    };

    private static async Task WriteAsync(ReportWriter writer, ReportFormat format)
    {
        switch (format)
        {
            case ReportFormat.Json:
                await Console.Out.WriteLineAsync(writer.ToJson().ToJsonString(Indented));
                break;
            case ReportFormat.Csv:
                await Console.Out.WriteLineAsync(writer.ToCsv());

                // Sentences must not end up among the lines that another program reads.
                foreach (var note in writer.Notes)
                {
                    await Console.Error.WriteLineAsync($"settle: {note}");
                }

                break;
            default:
                await Console.Out.WriteLineAsync(writer.ToTable());
                break;
        }
    }
}
