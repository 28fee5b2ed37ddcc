using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace SettleEngine.Worker.Demo;

/// <summary>Shows a demo: live while it runs, a table or one JSON object at the end.</summary>
/// <param name="options">What is shown.</param>
internal sealed class DemoScreen(DemoOptions options)
{
    /// <summary>Runs with a live display.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Its report.</returns>
    public async Task<DemoReport> ShowAsync(Func<DemoProgress, Task<DemoReport>> run)
    {
        var progress = new DemoProgress();
        var running = run(progress);
        if (options.Json)
        {
            return await running;
        }

        AnsiConsole.MarkupLine("[bold]SettleEngine demo[/]: every part is real; the chain is an EVM node on this machine.");
        await AnsiConsole.Progress()
            .AutoRefresh(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(context => FollowAsync(context, progress, running));
        return await running;
    }

    /// <summary>Shows the result.</summary>
    /// <param name="report">The result.</param>
    public void ShowReport(DemoReport report)
    {
        if (options.Json)
        {
            Console.Out.WriteLine(ToJson(report));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "SettleEngine", "one transaction per payment");
        table.AddRow("accepted per second", Text(report.AcceptedPerSecond, "N0"), "");
        table.AddRow("settled per second", Text(report.SettledPerSecond, "N0"), "");
        table.AddRow("to accepted, p50 / p99", $"{Ms(report.AcceptP50)} / {Ms(report.AcceptP99)}", "");
        table.AddRow("accepted to included, p50 / p99", $"{Ms(report.IncludedP50)} / {Ms(report.IncludedP99)}", "");
        table.AddRow("to check a signature", $"{Text(report.VerifyMicros, "N1")} µs, {Text(report.WarmShare, "P0")} warm", "");
        table.AddRow("transactions", Text(report.Transactions, "N0"), Text(report.Settled, "N0"));
        table.AddRow("gas per payment", Text(report.GasPerPayment, "N0"), Text(report.PlainGas, "N0"));
        table.AddRow("cost per payment", $"${Text(report.UsdPerPayment, "F6")}", $"${Text(report.PlainUsd, "F6")}");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{report.Settled} of {options.Count} settled, {report.Failed} failed. Gas at 0.005 gwei, ether at {options.NativeUsd} USD, L1 fee not included.");
        AnsiConsole.MarkupLine(report.ChainAgrees
            ? $"[green]The chain agrees:[/] {report.ChainCheck}."
            : $"[red]The chain does not agree:[/] {report.ChainCheck}.");
    }

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:N1} ms");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string ToJson(DemoReport report)
    {
        var json = new JsonObject
        {
            ["accepted"] = report.Accepted,
            ["settled"] = report.Settled,
            ["failed"] = report.Failed,
            ["transactions"] = report.Transactions,
            ["gasPerPayment"] = Math.Round(report.GasPerPayment, 1),
            ["usdPerPayment"] = Math.Round(report.UsdPerPayment, 9),
            ["acceptedPerSecond"] = Math.Round(report.AcceptedPerSecond, 1),
            ["settledPerSecond"] = Math.Round(report.SettledPerSecond, 1),
            ["verifyMicros"] = Math.Round(report.VerifyMicros, 2),
            ["warmShare"] = Math.Round(report.WarmShare, 4),
            ["chainAgrees"] = report.ChainAgrees,
        };
        return json.ToJsonString();
    }

    private async Task FollowAsync(ProgressContext context, DemoProgress progress, Task running)
    {
        var step = context.AddTask("starting", autoStart: true, maxValue: 1).IsIndeterminate();
        var accepted = context.AddTask("accepted", autoStart: true, maxValue: options.Count);
        var settled = context.AddTask("settled", autoStart: true, maxValue: options.Count);
        while (!running.IsCompleted)
        {
            Update(progress, step, accepted, settled);
            await Task.WhenAny(running, Task.Delay(200));
        }

        Update(progress, step, accepted, settled);
        step.IsIndeterminate(false).Value(1);
    }

    private static void Update(DemoProgress progress, ProgressTask step, ProgressTask accepted, ProgressTask settled)
    {
        var figures = progress.Figures();
        var inFlight = figures.Accepted - figures.Settled;
        var size = figures.Transactions == 0 ? 0 : figures.Settled / (double)figures.Transactions;
        step.Description = progress.Step;
        accepted.Value = figures.Accepted;
        accepted.Description = string.Create(CultureInfo.InvariantCulture, $"accepted {figures.Accepted:N0}");
        settled.Value = figures.Settled;
        settled.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"settled {figures.Settled:N0}, in flight {inFlight:N0}, {size:N1} per batch, {figures.GasPerPayment:N0} gas, ${figures.UsdPerPayment:F6}");
    }
}
