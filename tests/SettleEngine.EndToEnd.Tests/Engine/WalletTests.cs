using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.EndToEnd.Tests.Contracts;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>Payers with code at the real engine: wallets that pay, and wallets that want to hurt.</summary>
public sealed class WalletTests(EngineChain engineChain) : IClassFixture<EngineChain>
{
    private const int Honest = 12;
    private const int Turncoat = Honest;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LocalChain _chain = engineChain.Chain;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wallets_pay_and_hostile_ones_hold_nobody_up(bool withSettler)
    {
        if (withSettler)
        {
            await _chain.EnsureSettlerAsync();
        }

        var payers = await engineChain.NewPayersAsync(Honest + 5);
        var terms = await engineChain.TermsAsync();
        var wallet = await PlantWalletAsync(payers.Payers[Honest + 4].Account, (byte)(withSettler ? 1 : 2));
        using var folder = new EngineFolder(_chain.Accounts.Skip(withSettler ? 2 : 3).Take(1));
        await using var worker = await WorkerProcess.StartAsync(
            folder, _chain, "--settler", withSettler ? "auto" : "off", "--hold-limit", "2s", "--batch-wait", "500ms");

        // The wallet's payment carries its key's signature, which is nobody's signature to ECDSA.
        SignedAuthorization FromWallet(int number) => payers.Payers[Honest + 4].Sign(new Authorization(
            wallet, terms.Payee, terms.Value, terms.ValidAfter, terms.ValidBefore, payers.AuthorizationNonceOf(1_000 + number)));
        await _chain.PlantHostileWalletAsync(payers.Payers[Honest + 1].Account, HostileMode.BurnsGas);
        await _chain.PlantHostileWalletAsync(payers.Payers[Honest + 2].Account, HostileMode.ReturnsMegabyte);
        await _chain.PlantHostileWalletAsync(payers.Payers[Honest + 3].Account, HostileMode.AgreesInSimulation);
        var foreign = FromWallet(9) with { Signature = payers.Create(0, terms).Signature };
        var answers = await worker.BulkAsync(
            [.. payers.CreateMany(0, Honest + 4, terms), FromWallet(0), FromWallet(1), foreign]);
        await _chain.PlantHostileWalletAsync(payers.Payers[Turncoat].Account, HostileMode.BurnsGas);

        var accepted = answers.Where(answer => answer.GetProperty("status").GetString() == "accepted").ToArray();
        Assert.Equal(Honest + 3, accepted.Length);
        Assert.All(answers[(Honest + 1)..(Honest + 4)], answer => Assert.Equal("payer_has_code", answer.GetProperty("reason").GetString()));
        Assert.Equal("signature_invalid", answers[^1].GetProperty("reason").GetString());

        var outcomes = await worker.WaitForOutcomesAsync(accepted.Length, Patience);
        var turncoat = answers[Turncoat].GetProperty("id").GetString();
        var others = outcomes.Where(outcome => outcome.GetProperty("id").GetString() != turncoat).ToArray();
        Assert.All(others, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.Equal(Honest + 2, others.Select(outcome => outcome.GetProperty("id").GetString()).Distinct().Count());
        await AssertTargetsAsync(withSettler, others, [.. answers[^3..^1].Select(answer => answer.GetProperty("id").GetString()!)]);
    }

    [Fact]
    public async Task Wallets_are_refused_where_the_option_says_so()
    {
        var payers = await engineChain.NewPayersAsync(1);
        var terms = await engineChain.TermsAsync();
        var wallet = await PlantWalletAsync(payers.Payers[0].Account, 3);
        using var folder = new EngineFolder(_chain.Accounts.Skip(1).Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, _chain, "--payers-with-code", "refuse");

        await _chain.PlantHostileWalletAsync(payers.Payers[0].Account, HostileMode.Refuses);
        var answers = await worker.BulkAsync(payers.Create(0, terms), payers.Payers[0].Sign(new Authorization(
            wallet, terms.Payee, terms.Value, terms.ValidAfter, terms.ValidBefore, payers.AuthorizationNonceOf(1))));

        Assert.Equal("payer_has_code", answers[0].GetProperty("reason").GetString());
        Assert.Equal("signature_invalid", answers[1].GetProperty("reason").GetString());
    }

    private async Task AssertTargetsAsync(bool withSettler, JsonElement[] settled, HashSet<string> ofWallet)
    {
        foreach (var outcome in settled)
        {
            var hash = outcome.GetProperty("transaction").GetString();
            var transaction = await _chain.Rpc.CallAsync("eth_getTransactionByHash", CancellationToken.None, hash);
            var target = Address.Parse(transaction.GetProperty("to").GetString()!);
            if (!withSettler && ofWallet.Contains(outcome.GetProperty("id").GetString()!))
            {
                // Nothing bounds there what a wallet burns: it pays for nobody but itself.
                Assert.Equal(_chain.Token, target);
            }
        }
    }

    private async Task<Address> PlantWalletAsync(Address signer, byte number)
    {
        var bytes = new byte[Address.Size];
        (bytes[0], bytes[19]) = (0xa1, number);
        var wallet = new Address(bytes);
        await _chain.SetCodeAsync(wallet, (await ContractArtifact.LoadAsync("SmartWallet", CancellationToken.None)).Link(default));
        await _chain.SetTokenBalanceAsync(wallet, new TokenAmount(1_000_000));
        LocalContracts.ThrowOnError(await _chain.Rpc.CallBatchAsync(
            new[] { LocalContracts.SetStorage(wallet, default, CallData.Word(signer)) },
            CancellationToken.None));
        return wallet;
    }
}
