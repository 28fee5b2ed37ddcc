using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Chain;
using SettleEngine.Worker.Audit;
using SettleEngine.Worker.Journals;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle audit</c>: compares a journal with the chain, payment by payment.</summary>
internal static class AuditCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var data = JournalCommand.Data();
        var rpc = new Option<string[]>("--rpc")
        {
            Description = "Endpoint of the chain; repeat it for more than one.",
            Required = true,
        };
        var accept = JournalCommand.AcceptMissingAnchor();
        var list = new Option<int>("--list") { Description = "Most findings to print.", DefaultValueFactory = _ => 50 };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object with all findings and nothing else." };
        var command = new Command(
            "audit",
            "Compares journal and chain, payment by payment and lane by lane, and explains every difference. It changes nothing; the engine may run. "
            + "Ends with 0 when everything agrees or is still open, with 3 when there are differences.\n\n"
            + "Example:\n  settle audit --data ./data --rpc http://127.0.0.1:8545")
        {
            data, rpc, accept, list, json,
        };
        command.SetAction((parsed, _) => JournalCommand.RunAsync(async stop =>
        {
            var addresses = parsed.GetValue(rpc)!.Select(EndpointOf).ToArray();
            using var chain = await JsonRpcChainClient.ConnectAsync(addresses, expectedChainId: null, stop);
            var reader = JournalCommand.Reader(parsed.GetValue(data)!, parsed.GetValue(accept));
            var report = await new ChainAudit(reader, chain, new SlowProgress(TimeProvider.System, Console.Error.WriteLine)).RunAsync(stop);
            Show(report, parsed.GetValue(list), parsed.GetValue(json));
            return report.Differences == 0 ? ExitCode.Success : ExitCode.Findings;
        }));
        return command;
    }

    /// <summary>Reads an address that <c>--rpc</c> names.</summary>
    /// <param name="text">What was given.</param>
    /// <returns>The address.</returns>
    /// <exception cref="SettingException">It is no http or https URL.</exception>
    internal static Uri EndpointOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new SettingException("--rpc must be an http or https URL.");

    private static void Show(AuditReport report, int list, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(report.ToJson().ToJsonString(Indented));
            return;
        }

        Line($"{report.Payments:N0} payments, {report.Included:N0} transactions in blocks, {report.Lanes} lanes, up to block {report.Head}");
        foreach (var (outcome, (count, value)) in report.Agreeing)
        {
            Line($"agree      {outcome,-22} {count,12:N0}   value {value}");
        }

        foreach (var group in report.Findings.GroupBy(finding => (finding.Verdict, finding.Code)))
        {
            Line($"{(group.Key.Verdict == AuditVerdict.Open ? "open" : "DIFFERENCE"),-10} {group.Key.Code,-22} {group.Count(),12:N0}");
        }

        foreach (var finding in report.Findings.OrderByDescending(finding => finding.Verdict).Take(list))
        {
            Line($"{(finding.Verdict == AuditVerdict.Open ? "open" : "DIFFERENCE")} {finding.Code}{(finding.Id == 0 ? string.Empty : $" id {finding.Id}")} {finding.Subject}: {finding.Explanation}");
        }

        Line($"{(report.Differences == 0 ? "Journal and chain agree" : $"{report.Differences} differences")}; {report.Findings.Count - report.Differences} open.");
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
