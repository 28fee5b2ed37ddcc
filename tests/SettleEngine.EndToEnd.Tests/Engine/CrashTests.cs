using System.Globalization;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

public sealed class CrashTests(EngineChain chain) : IClassFixture<EngineChain>
{
    /// <summary>2,000 in the everyday suite; SETTLE_TEST_CRASH_PAYMENTS=10000 runs the long one.</summary>
    private static int Payments => int.Parse(
        Environment.GetEnvironmentVariable("SETTLE_TEST_CRASH_PAYMENTS") ?? "2000",
        CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killed_in_the_middle_and_restarted_every_accepted_payment_settles_once_and_none_is_called_failed()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(4));
        var payers = await chain.NewPayersAsync(100, balance: 1_000_000_000_000);
        var terms = await chain.TermsAsync() with { Payee = Address.Parse("0x00000000000000000000000000000000c0ffee01") };
        var payments = payers.CreateMany(0, Payments, terms);
        var accepted = new HashSet<string>();
        var random = new Random(402);

        for (var kill = 0; kill < 3; kill++)
        {
            await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
            var part = payments.Length / 3;
            foreach (var chunk in payments.Skip(kill * part).Take(part).Chunk(200))
            {
                accepted.UnionWith((await worker.BulkAsync(chunk))
                    .Where(answer => answer.GetProperty("status").GetString() == "accepted")
                    .Select(answer => answer.GetProperty("id").GetString()!));
            }

            // Somewhere between admitted, signed, sent and included.
            await Task.Delay(random.Next(600));
            await worker.KillAsync();
        }

        await using var last = await WorkerProcess.StartAsync(folder, chain.Chain);
        var again = new List<System.Text.Json.JsonElement>();
        foreach (var chunk in payments.Chunk(2_000))
        {
            again.AddRange(await last.BulkAsync(chunk));
        }

        var rest = again.Count(answer => answer.GetProperty("status").GetString() == "accepted");
        Assert.DoesNotContain(again, answer => answer.GetProperty("status").GetString() is "rejected" or "conflict");
        Assert.Equal(payments.Length, accepted.Count + rest);

        var outcomes = await last.WaitForOutcomesAsync(payments.Length, TimeSpan.FromMinutes(2));

        Assert.All(outcomes, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.Equal(payments.Length, outcomes.Count);
        Assert.Equal(payments.Length, outcomes.Select(outcome => outcome.GetProperty("id").GetString()).Distinct().Count());
        Assert.Subset(outcomes.Select(outcome => outcome.GetProperty("id").GetString()!).ToHashSet(), accepted);
        var paid = await chain.Chain.TokenBalanceAsync(terms.Payee);
        Assert.Equal(terms.Value.Units * (ulong)payments.Length, paid.Units);
    }

    [Fact]
    public async Task The_outcome_feed_reads_the_same_before_and_after_a_kill()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(4).Take(1));
        var payers = await chain.NewPayersAsync(5);
        var payments = payers.CreateMany(0, 20, await chain.TermsAsync());
        List<string> before;
        await using (var worker = await WorkerProcess.StartAsync(folder, chain.Chain))
        {
            await worker.BulkAsync(payments);
            before = [.. (await worker.WaitForOutcomesAsync(20, TimeSpan.FromSeconds(30))).Select(line => line.GetRawText())];
            await worker.KillAsync();
        }

        await using var restarted = await WorkerProcess.StartAsync(folder, chain.Chain);
        await Task.Delay(1_000);

        Assert.Equal(before, (await restarted.OutcomesAsync()).Select(line => line.GetRawText()));
    }

    [Fact]
    public async Task Asked_to_stop_it_exits_with_0_and_the_next_start_goes_on()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(5).Take(1));
        var payers = await chain.NewPayersAsync(5);
        var payments = payers.CreateMany(0, 50, await chain.TermsAsync());
        await using (var worker = await WorkerProcess.StartAsync(folder, chain.Chain))
        {
            var answers = await worker.BulkAsync(payments);
            Assert.All(answers, answer => Assert.Equal("accepted", answer.GetProperty("status").GetString()));
            Assert.Equal(0, await worker.TerminateAsync());
        }

        await using var next = await WorkerProcess.StartAsync(folder, chain.Chain);
        var outcomes = await next.WaitForOutcomesAsync(50, TimeSpan.FromSeconds(30));

        Assert.All(outcomes, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
    }
}
