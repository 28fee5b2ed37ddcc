using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.EndToEnd.Tests.Contracts;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>The guarded settler from the outside: deployed by a command, used by the engine, switched off by an option.</summary>
public sealed class SettlerTests(EngineChain engineChain) : IClassFixture<EngineChain>
{
    private const string BatchWait = "1s";

    private readonly LocalChain _chain = engineChain.Chain;

    [Fact]
    public async Task It_is_deployed_once_and_used_for_what_fits_unless_it_is_switched_off()
    {
        using var deployer = new EngineFolder(_chain.Accounts.Skip(5).Take(1));
        var (firstExit, first) = await DeployAsync(deployer);
        var (secondExit, second) = await DeployAsync(deployer);
        Assert.True(firstExit == 0 && secondExit == 0, first + second);
        Assert.Contains($"{SettlerContract.Address}", first, StringComparison.Ordinal);
        Assert.Contains("Deployed", first, StringComparison.Ordinal);
        Assert.Contains("Already deployed", second, StringComparison.Ordinal);
        Assert.True(SettlerContract.IsCode(await _chain.CodeAsync(SettlerContract.Address)));

        var payers = await engineChain.NewPayersAsync(20);
        var terms = await engineChain.TermsAsync();
        using var folder = new EngineFolder(_chain.Accounts.Take(1));
        await using (var worker = await WorkerProcess.StartAsync(folder, _chain, "--batch-wait", BatchWait))
        {
            Assert.Contains("through the guarded settler", worker.Output, StringComparison.Ordinal);
            Assert.Equal([SettlerContract.Address], await SettleAsync(worker, payers.CreateMany(0, 10, terms), 10));

            // A value beyond the layout's eight bytes: its batch takes the other way and settles all the same.
            var rich = payers.Payers[19];
            await _chain.SetTokenBalanceAsync(rich.Account, new TokenAmount(new UInt256(0, 0, 2, 0)));
            var large = rich.Pay(
                terms with { Value = new TokenAmount(new UInt256(0, 0, 1, 0)) },
                payers.AuthorizationNonceOf(19));
            Assert.Equal(
                [_chain.Multicall3],
                await SettleAsync(worker, [.. payers.CreateMany(10, 5, terms), large], 16));
            Assert.Equal(0, await worker.TerminateAsync());
        }

        await using var without = await WorkerProcess.StartAsync(folder, _chain, "--batch-wait", BatchWait, "--settler", "off");
        Assert.Contains("through Multicall3", without.Output, StringComparison.Ordinal);
        Assert.Equal([_chain.Multicall3], await SettleAsync(without, payers.CreateMany(20, 4, terms), 20));
    }

    [Fact]
    public async Task A_deployment_that_cannot_be_paid_says_so()
    {
        if (SettlerContract.IsCode(await _chain.CodeAsync(SettlerContract.Address)))
        {
            await _chain.SetCodeAsync(SettlerContract.Address, ReadOnlyMemory<byte>.Empty);
        }

        using var deployer = new EngineFolder(_chain.Accounts.Skip(6).Take(1));
        await _chain.SetNativeBalanceAsync(_chain.Accounts[6].Address, 0);

        var (exit, output) = await DeployAsync(deployer);

        Assert.Equal(1, exit);
        Assert.Contains("refused the deployment", output, StringComparison.Ordinal);
        Assert.Contains($"{_chain.Accounts[6].Address}", output, StringComparison.OrdinalIgnoreCase);
    }

    private Task<(int ExitCode, string Output)> DeployAsync(EngineFolder folder) => WorkerProcess.RunToEndAsync(
        "deploy", "--rpc", _chain.RpcUrl.ToString(), "--lane-key-file", folder.KeyFile);

    /// <summary>Settles payments and says which contracts the transactions went to.</summary>
    private async Task<Address[]> SettleAsync(WorkerProcess worker, SignedAuthorization[] payments, int decidedAfterwards)
    {
        var answers = await worker.BulkAsync(payments);
        Assert.All(answers, answer => Assert.Equal("accepted", answer.GetProperty("status").GetString()));
        var ids = answers.Select(answer => answer.GetProperty("id").GetString()).ToHashSet();
        var outcomes = await worker.WaitForOutcomesAsync(decidedAfterwards, TimeSpan.FromSeconds(60));
        var ours = outcomes.Where(outcome => ids.Contains(outcome.GetProperty("id").GetString())).ToArray();
        Assert.Equal(payments.Length, ours.Length);
        Assert.All(ours, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));

        var targets = new HashSet<Address>();
        foreach (var hash in ours.Select(outcome => outcome.GetProperty("transaction").GetString()).Distinct())
        {
            var transaction = await _chain.Rpc.CallAsync("eth_getTransactionByHash", CancellationToken.None, hash);
            targets.Add(Address.Parse(transaction.GetProperty("to").GetString()!));
        }

        return [.. targets];
    }
}
