using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;
using SettleEngine.EndToEnd.Tests.Engine;
using Xunit;
using EngineFolder = SettleEngine.EndToEnd.Tests.Engine.EngineFolder;

namespace SettleEngine.EndToEnd.Tests.Commands;

/// <summary>What an operator sees of a journal, and of a journal against its chain.</summary>
public sealed class JournalCommandTests(EngineChain chain) : IClassFixture<EngineChain>
{
    private const int Payments = 60;

    [Fact]
    public async Task An_export_reconciles_with_the_chain_to_the_atomic_unit()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(2));
        var payers = await chain.NewPayersAsync(7);
        var payments = await PaymentsOfManyValuesAsync(payers);
        var audit = await PaymentAudit.BeginAsync(chain.Chain, payers, payments[0].Authorization.Payee, CancellationToken.None);
        await SettleAsync(folder, payments);
        var csv = Path.Combine(Path.GetDirectoryName(folder.Data)!, "payments.csv");

        var (exitCode, output) = await WorkerProcess.RunToEndAsync(
            "journal", "export", "--data", folder.Data, "--output", csv, "--json");
        var (ndjsonCode, ndjson) = await WorkerProcess.RunToEndAsync(
            "journal", "export", "--data", folder.Data, "--format", "ndjson");

        Assert.Equal(0, exitCode);
        Assert.Equal(0, ndjsonCode);
        var lines = await File.ReadAllLinesAsync(csv);
        var rows = lines.Skip(1).Select(line => lines[0].Split(',').Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second));
        Assert.All(rows, row => Assert.Equal("settled", row["outcome"]));
        Assert.Equal(
            payments.Select(payment => (payment.Authorization.AuthorizationNonce.ToString(), payment.Authorization.Value.ToString())).Order(),
            rows.Select(row => (row["nonce"], row["value"])).Order());

        // The sums say what the file says, and both say what the payers lost and the payee got.
        var total = rows.Select(row => UInt256.TryParseDecimal(row["value"], out var value) ? value : default).Aggregate((sum, value) => sum + value);
        var sums = Json(output);
        var sum = Assert.Single(sums.GetProperty("sums").EnumerateArray());
        Assert.Equal(total.ToString(), sum.GetProperty("value").GetString());
        Assert.Equal(Payments, sums.GetProperty("payments").GetInt32());
        var (agrees, sentence) = await audit.CompareAsync(payments, CancellationToken.None);
        Assert.True(agrees, sentence);
        var sixty = ndjson.Split('\n').Where(line => line.StartsWith("{\"id\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(
            rows.Select(row => (row["id"], row["transaction"], row["logIndex"])),
            sixty.Select(line => (
                line.GetProperty("id").GetString()!,
                line.GetProperty("transaction").GetString()!,
                line.GetProperty("logIndex").GetUInt64().ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task A_journal_is_verified_and_shown_beside_the_running_engine_and_audited_against_the_chain()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(2).Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
        var payers = await chain.NewPayersAsync(3);
        var payments = payers.CreateMany(0, 20, await chain.TermsAsync());
        await worker.BulkAsync(payments);
        var outcomes = await worker.WaitForOutcomesAsync(20, TimeSpan.FromSeconds(30));

        var (verified, verification) = await WorkerProcess.RunToEndAsync("journal", "verify", "--data", folder.Data, "--json");
        var (shown, records) = await WorkerProcess.RunToEndAsync(
            "journal", "inspect", "--data", folder.Data, "--json",
            "--authorization-nonce", payments[7].Authorization.AuthorizationNonce.ToString());
        var (audited, report) = await AuditAsync(folder);

        Assert.Equal(0, verified);
        var whole = Json(verification);
        Assert.True(whole.GetProperty("whole").GetBoolean());
        Assert.Equal(20, whole.GetProperty("records").GetProperty("accept").GetInt32());
        Assert.Equal(20, whole.GetProperty("records").GetProperty("outcome").GetInt32());
        Assert.Equal(0, shown);
        var about = records.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["accept", "attempt", "outcome"], about.Select(record => record.GetProperty("kind").GetString()).Distinct());
        var id = about[0].GetProperty("id").GetString()!;
        Assert.Contains(about[1].GetProperty("members").EnumerateArray(), member => member.GetString() == id);
        Assert.Equal(
            outcomes.Single(outcome => outcome.GetProperty("id").GetString() == id).GetProperty("transaction").GetString(),
            about[^1].GetProperty("transaction").GetString());
        Assert.Equal(0, audited);
        Assert.True(report.GetProperty("agrees").GetBoolean());
        Assert.Equal(20, report.GetProperty("agreeing").GetProperty("settled").GetProperty("payments").GetInt32());
    }

    [Fact]
    public async Task What_the_chain_did_while_the_engine_was_dead_is_open_and_what_it_never_signed_is_a_difference()
    {
        var lane = chain.Chain.Accounts[3];
        using var folder = new EngineFolder([lane]);
        var payers = await chain.NewPayersAsync(4);
        var terms = await chain.TermsAsync();
        await SettleAsync(folder, payers.CreateMany(0, 10, terms));
        await chain.Chain.SetIntervalMiningAsync(TimeSpan.Zero);
        await using (var worker = await WorkerProcess.StartAsync(folder, chain.Chain))
        {
            await worker.BulkAsync(payers.CreateMany(10, 10, terms));
            await WaitUntilSentAsync(lane.Address, 2);
            await worker.KillAsync();
        }

        var (waiting, before) = await AuditAsync(folder);
        await chain.Chain.MineAsync();
        var (dead, open) = await AuditAsync(folder);
        await chain.Chain.SendAsAsync(lane.Address, chain.Chain.Accounts[9].Address, ReadOnlyMemory<byte>.Empty);
        await chain.Chain.MineAsync();
        var (foreign, differs) = await AuditAsync(folder);
        await chain.Chain.SetIntervalMiningAsync(TimeSpan.FromMilliseconds(250));

        Assert.Equal(0, waiting);
        Assert.Equal(10, Codes(before).Count(code => code == "waits"));
        Assert.Single(Codes(before), code => code == "submission_not_included");
        Assert.Equal(0, dead);
        Assert.Equal(Enumerable.Repeat("consumed_not_recorded", 10), Codes(open));
        Assert.Equal(3, foreign);
        Assert.Equal(1, differs.GetProperty("differences").GetInt32());
        Assert.Contains("foreign_account_nonce", Codes(differs));
    }

    [Fact]
    public async Task A_damaged_journal_is_named_by_file_and_offset_and_ends_with_3()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(4).Take(1));
        var payers = await chain.NewPayersAsync(2);
        await SettleAsync(folder, payers.CreateMany(0, 5, await chain.TermsAsync()));
        var (_, first) = await WorkerProcess.RunToEndAsync("journal", "inspect", "--data", folder.Data, "--json", "--kind", "accept", "--limit", "1");
        var record = Json(first);
        var segment = Path.Combine(folder.Data, record.GetProperty("file").GetString()!);
        using (var file = File.OpenWrite(segment))
        {
            file.Position = record.GetProperty("offset").GetInt64() + 30;
            file.WriteByte(0xFF);
        }

        var (exitCode, output) = await WorkerProcess.RunToEndAsync("journal", "verify", "--data", folder.Data, "--json");
        var (exported, refusal) = await WorkerProcess.RunToEndAsync("journal", "export", "--data", folder.Data);
        var (missing, _) = await WorkerProcess.RunToEndAsync("journal", "verify", "--data", folder.Data + "-none");

        Assert.Equal(3, exitCode);
        var damage = Json(output).GetProperty("damage");
        Assert.Equal(segment, damage.GetProperty("file").GetString());
        Assert.Equal(record.GetProperty("block").GetUInt64(), damage.GetProperty("block").GetUInt64());
        Assert.Equal(3, exported);
        Assert.Contains("Put the segment file back", refusal, StringComparison.Ordinal);
        Assert.Equal(2, missing);
    }

    /// <summary>What a command printed, without what it told on standard error because the machine was busy.</summary>
    private static JsonElement Json(string output) => JsonDocument.Parse(
        string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("settle: ", StringComparison.Ordinal)))).RootElement;

    private static IEnumerable<string> Codes(JsonElement report) =>
        report.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!);

    private async Task<SignedAuthorization[]> PaymentsOfManyValuesAsync(PaymentFactory payers)
    {
        var terms = await chain.TermsAsync() with { Payee = Address.Parse("0x00000000000000000000000000000000c0ffee77") };
        return [.. Enumerable.Range(0, Payments).Select(number =>
            payers.Create(number, terms with { Value = new TokenAmount((ulong)((number * 7_919) + 1)) }))];
    }

    private async Task SettleAsync(EngineFolder folder, SignedAuthorization[] payments)
    {
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
        await worker.BulkAsync(payments);
        await worker.WaitForOutcomesAsync(payments.Length, TimeSpan.FromSeconds(30));
        await worker.TerminateAsync();
    }

    private async Task WaitUntilSentAsync(Address lane, ulong transactions)
    {
        for (var i = 0; i < 200; i++)
        {
            var count = await chain.Chain.Rpc.CallAsync("eth_getTransactionCount", CancellationToken.None, lane, "pending");
            if (Convert.ToUInt64(count.GetString(), 16) >= transactions)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("The transaction was not sent.");
    }

    private async Task<(int ExitCode, JsonElement Report)> AuditAsync(EngineFolder folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (exitCode, output) = await WorkerProcess.RunToEndAsync(
                "audit", "--data", folder.Data, "--rpc", chain.Chain.RpcUrl.ToString(), "--json");

            // On a busy machine the node may not answer in time, which the command says and a person would repeat.
            if (exitCode != 1 || attempt == 3)
            {
                return (exitCode, Json(output));
            }
        }
    }
}
