using System.Diagnostics;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

public class DrainTests
{
    [Fact]
    public async Task A_stop_waits_for_a_held_request_and_is_a_success_however_long_that_takes()
    {
        // A chain that makes no blocks: the request is held until its time is over.
        await using var chain = await LocalChain.StartAsync(
            new LocalChainOptions { BlockTime = TimeSpan.Zero },
            CancellationToken.None);
        using var folder = new EngineFolder(chain.Accounts.Take(1));
        var payers = new PaymentFactory(0xD4A1, 1);
        await payers.FundAsync(chain, new TokenAmount(1_000_000));
        var terms = PaymentTerms.Until(new UnixSeconds((await chain.BlockTimeAsync()).Value + 3_600));
        await using var worker = await WorkerProcess.StartAsync(folder, chain, "--settle-hold", "7s");
        var held = worker.SettleAsync(payers.CreateMany(0, 1, terms)[0]);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(held.IsCompleted);

        var stopping = Stopwatch.GetTimestamp();
        Assert.Equal(0, await worker.TerminateAsync());

        // Longer than a process is usually given to end after a signal.
        Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 2.5, 20);
        var answer = await held;
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.NotEqual("", answer.GetProperty("transaction").GetString());
    }
}
