using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.EndToEnd.Tests.Engine;
using SettleEngine.Worker.Commands;
using SettleEngine.Worker.Options;
using Xunit;
using EngineFolder = SettleEngine.EndToEnd.Tests.Engine.EngineFolder;

namespace SettleEngine.EndToEnd.Tests.Commands;

/// <summary>What a report says that settling cost is what the chain's receipts say, to the wei.</summary>
public sealed class ReportCommandTests(EngineChain chain) : IClassFixture<EngineChain>
{
    private static readonly Address First = Address.Parse("0x00000000000000000000000000000000c0ffee01");
    private static readonly Address Second = Address.Parse("0x00000000000000000000000000000000c0ffee02");

    [Fact]
    public async Task The_total_of_a_report_is_the_sum_of_the_chains_receipts_to_the_wei()
    {
        var lanes = chain.Chain.Accounts.Take(2).ToArray();
        var firstBlock = await chain.Chain.BlockNumberAsync(CancellationToken.None) + 1;
        using var folder = new EngineFolder(lanes);
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain, "--batch-max", "20", "--native-usd", "3000");
        var payers = await chain.NewPayersAsync(9);
        var terms = await chain.TermsAsync();
        SignedAuthorization[] payments =
        [
            .. Enumerable.Range(0, 45).Select(number => payers.Create(number, terms with { Payee = First })),
            .. Enumerable.Range(45, 15).Select(number => payers.Create(number, terms with { Payee = Second })),
        ];
        await worker.BulkAsync(payments);
        await worker.WaitForOutcomesAsync(payments.Length, TimeSpan.FromSeconds(60));
        await LoseToAStrangerAsync(worker, payers.Create(60, terms with { Payee = First }));

        var report = await FinalReportAsync(folder, payments.Length + 1);
        var (csvCode, csv) = await ReportAsync(folder, "--by", "payee", "--format", "csv");
        var (tableCode, table) = await ReportAsync(folder, "--by", "hour");
        var (_, nothing) = await ReportAsync(folder, "--json", "--since", "2100-01-01");

        var paid = await PaidAsync(lanes, firstBlock);
        var total = report.GetProperty("total");
        Assert.Equal(Sum(paid.Values), Wei(total, "feesWei"));
        Assert.Equal(paid.Count, total.GetProperty("batches").GetInt32());
        Assert.Equal(payments.Length, total.GetProperty("settled").GetInt32());
        var rows = report.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("transaction").GetString()!);
        Assert.Equal(paid.Keys.Order(), rows.Keys.Order());
        Assert.All(paid, transaction => Assert.Equal(transaction.Value, Wei(rows[transaction.Key], "feesWei")));
        Assert.Contains(rows.Values, row => row.GetProperty("settled").GetInt32() == 0 && Wei(row, "feesWei") > 0);
        Assert.InRange(total.GetProperty("savedAgainstSingle").GetDouble(), 0.2, 0.5);
        Assert.Equal((double)Sum(paid.Values) / 1e18 * 3_000, total.GetProperty("usd").GetDouble(), 7);

        Assert.Equal((0, 0), (csvCode, tableCode));
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(',', StringComparison.Ordinal) && !line.StartsWith("settle:", StringComparison.Ordinal)).Select(line => line.Split(',')).ToArray();
        Assert.Equal(["to", "batches", "payments", "settled", "gasUsed", "feesWei"], lines[0][..6]);
        Assert.Equal([First.ToString(), Second.ToString()], lines[1..].Select(line => line[0]));
        Assert.Equal(["45", "15"], lines[1..].Select(line => line[3]));
        Assert.Equal(Sum(paid.Values), Sum(lines[1..].Select(line => UInt128.Parse(line[5], CultureInfo.InvariantCulture))));
        Assert.Contains("The journal still holds costs from", table, StringComparison.Ordinal);
        Assert.Equal(0, Json(nothing).GetProperty("total").GetProperty("batches").GetInt32());

        // The running engine has booked the same while it settled.
        var booked = await BatchesAsync(worker);
        Assert.Equal(paid.Keys.Order(), booked.Select(batch => batch.GetProperty("transaction").GetString()!).Order());
        Assert.All(booked, batch => Assert.Equal(paid[batch.GetProperty("transaction").GetString()!], Wei(batch, "feesWei")));
        Assert.All(booked, batch => Assert.Equal(Wei(rows[batch.GetProperty("transaction").GetString()!], "singleWei"), Wei(batch, "singleWei")));
    }

    [Fact]
    public async Task Once_payees_are_known_the_predicted_gas_is_within_3_percent_of_the_receipts()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(2).Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain, "--batch-wait", "500ms");
        var payers = await chain.NewPayersAsync(50);
        var terms = await chain.TermsAsync();
        await worker.BulkAsync(payers.CreateMany(0, 1, terms));
        await worker.WaitForOutcomesAsync(1, TimeSpan.FromSeconds(30));
        await worker.BulkAsync(payers.CreateMany(1, 1, terms));
        await worker.WaitForOutcomesAsync(2, TimeSpan.FromSeconds(30));
        await worker.BulkAsync(payers.CreateMany(2, 48, terms));
        await worker.WaitForOutcomesAsync(50, TimeSpan.FromSeconds(30));

        var batches = await BatchesAsync(worker);

        Assert.True(batches.Count >= 3);
        Assert.All(batches.Skip(1), batch => Assert.InRange(batch.GetProperty("gasError").GetDouble(), -0.03, 0.03));
    }

    [Theory]
    [InlineData("24h", 86_400)]
    [InlineData("90s", 90)]
    [InlineData("2026-11-20", (24 * 3_600) + (3 * 3_600))]
    [InlineData("2026-11-21T02:00:00Z", 3_600)]
    public void Since_is_a_duration_or_a_time_in_UTC(string text, ulong secondsBack)
    {
        var now = new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

        Assert.Equal(new UnixSeconds((ulong)now.ToUnixTimeSeconds() - secondsBack), ReportCommand.SinceOf(text, now));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("24")]
    [InlineData("")]
    public void Another_since_is_refused_in_words_that_name_the_option(string text) => Assert.Contains(
        "--since",
        Assert.Throws<SettingException>(() => ReportCommand.SinceOf(text, DateTimeOffset.UnixEpoch)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task A_directory_without_a_journal_and_a_price_that_is_none_end_with_2()
    {
        var (missing, missingText) = await WorkerProcess.RunToEndAsync("report", "--data", "/nonexistent/journal");
        var (wrong, wrongText) = await WorkerProcess.RunToEndAsync("report", "--data", "/nonexistent/journal", "--native-usd", "dear");

        Assert.Equal((2, 2), (missing, wrong));
        Assert.Contains("--data", missingText, StringComparison.Ordinal);
        Assert.Contains("--native-usd", wrongText, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> ReportAsync(EngineFolder folder, params string[] more) =>
        WorkerProcess.RunToEndAsync(["report", "--data", folder.Data, "--native-usd", "3000", .. more]);

    private static JsonElement Json(string output) => JsonDocument.Parse(
        string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("settle: ", StringComparison.Ordinal)))).RootElement;

    private static UInt128 Wei(JsonElement line, string name) => UInt128.Parse(line.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static UInt128 Sum(IEnumerable<UInt128> parts) => parts.Aggregate((UInt128)0, (sum, part) => sum + part);

    private static async Task<List<JsonElement>> BatchesAsync(WorkerProcess worker) =>
        [.. (await worker.Http.GetStringAsync("/v1/batches"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The report once everything is final, which takes 16 blocks.</summary>
    private static async Task<JsonElement> FinalReportAsync(EngineFolder folder, int payments)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (exitCode, output) = await ReportAsync(folder, "--by", "batch", "--json");
            Assert.Equal(0, exitCode);
            var report = Json(output);
            var isFinal = report.GetProperty("open").GetInt32() == 0
                && report.GetProperty("total").GetProperty("payments").GetInt32() == payments;
            if (isFinal || attempt == 60)
            {
                Assert.True(isFinal, output);
                return report;
            }

            await Task.Delay(1_000);
        }
    }

    /// <summary>Somebody else's transaction stands before ours in the same block, so that ours fails and costs gas all the same.</summary>
    private async Task LoseToAStrangerAsync(WorkerProcess worker, SignedAuthorization payment)
    {
        await chain.Chain.SetIntervalMiningAsync(TimeSpan.Zero);
        await chain.Chain.SubmitAuthorizationAsync(chain.Chain.Accounts[9].Address, payment);
        await worker.BulkAsync(payment);
        for (var i = 0; i < 200; i++)
        {
            var pool = await chain.Chain.Rpc.CallAsync("txpool_status", CancellationToken.None);
            if (Convert.ToInt32(pool.GetProperty("pending").GetString(), 16) >= 2)
            {
                await chain.Chain.SetIntervalMiningAsync(TimeSpan.FromMilliseconds(250));
                await worker.WaitForOutcomesAsync(61, TimeSpan.FromSeconds(60));
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail(worker.Output);
    }

    /// <summary>What the chain itself says that the lanes' transactions cost.</summary>
    private async Task<Dictionary<string, UInt128>> PaidAsync(DevAccount[] lanes, ulong firstBlock)
    {
        var accounts = lanes.Select(lane => lane.Address).ToHashSet();
        var paid = new Dictionary<string, UInt128>();
        foreach (var transaction in await chain.Chain.ReadLaneTransactionsAsync(accounts, firstBlock))
        {
            var hash = transaction.TransactionHash;
            var receipt = await chain.Chain.Rpc.CallAsync("eth_getTransactionReceipt", CancellationToken.None, hash);
            paid.Add(hash.ToString(), Quantity(receipt, "gasUsed") * Quantity(receipt, "effectiveGasPrice"));
        }

        return paid;
    }

    private static UInt128 Quantity(JsonElement receipt, string name) =>
        UInt128.Parse(receipt.GetProperty(name).GetString().AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
