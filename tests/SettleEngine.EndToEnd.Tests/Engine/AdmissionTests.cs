using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

public sealed class AdmissionTests(EngineChain chain) : IClassFixture<EngineChain>
{
    [Fact]
    public async Task Sixty_four_concurrent_submissions_through_all_doors_give_exactly_one_accepted()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(2));
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
        var payers = await chain.NewPayersAsync(1);
        var payment = payers.Create(0, await chain.TermsAsync());

        var submissions = Enumerable.Range(0, 64).Select(i => (i % 4) switch
        {
            0 => BulkStatusAsync(worker, payment),
            1 => FrameStatusAsync(worker.TcpAddress, payment),
            2 => FrameStatusAsync(worker.UnixAddress, payment),
            _ => SettleStatusAsync(worker, payment),
        });
        var statuses = await Task.WhenAll(submissions);

        Assert.Single(statuses, status => status == "accepted");
        Assert.Equal(63, statuses.Count(status => status is "existing" or "duplicate_settlement" or "invalid_exact_evm_nonce_already_used"));
        var outcomes = await worker.WaitForOutcomesAsync(1, TimeSpan.FromSeconds(20));
        Assert.Equal("settled", Assert.Single(outcomes).GetProperty("outcome").GetString());
        Assert.Equal(payment.Authorization.Value, await PaidAsync(payment, payers.Payers[0].Account));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_a_conflict_and_the_first_one_stands()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
        var payers = await chain.NewPayersAsync(1);
        var terms = await chain.TermsAsync();
        var authorizationNonce = payers.AuthorizationNonceOf(0);
        var first = payers.Payers[0].Pay(terms, authorizationNonce);
        var second = payers.Payers[0].Pay(terms with { Value = new(terms.Value.Units + 1) }, authorizationNonce);

        var answers = await worker.BulkAsync(first, second, first);

        Assert.Equal(["accepted", "conflict", "existing"], answers.Select(Status));
        Assert.Single(answers.Select(answer => answer.GetProperty("id").GetString()).Distinct());
        await worker.WaitForOutcomesAsync(1, TimeSpan.FromSeconds(20));
        Assert.Equal(first.Authorization.Value, await PaidAsync(first, payers.Payers[0].Account));
    }

    [Fact]
    public async Task An_authorization_that_was_used_before_it_was_handed_in_is_never_credited()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
        var payers = await chain.NewPayersAsync(2);
        var terms = await chain.TermsAsync();
        var bulk = payers.Create(0, terms);
        var held = payers.Create(1, terms);
        var old = await chain.Chain.SubmitAuthorizationAsync(chain.Chain.Accounts[9].Address, bulk);
        await chain.Chain.SubmitAuthorizationAsync(chain.Chain.Accounts[9].Address, held);
        while (!await chain.Chain.AuthorizationStateAsync(held.Authorization.Payer, held.Authorization.AuthorizationNonce))
        {
            await Task.Delay(50);
        }

        await worker.BulkAsync(bulk);
        var settle = await worker.SettleAsync(held);

        var outcomes = await worker.WaitForOutcomesAsync(2, TimeSpan.FromSeconds(30));
        Assert.All(outcomes, outcome => Assert.Equal("used_before_admission", outcome.GetProperty("outcome").GetString()));
        Assert.Contains(outcomes, outcome => outcome.GetProperty("transaction").GetString() == old.ToString());
        Assert.False(settle.GetProperty("success").GetBoolean());
        Assert.Equal("invalid_exact_evm_nonce_already_used", settle.GetProperty("errorReason").GetString());
    }

    private static string Status(System.Text.Json.JsonElement answer) => answer.GetProperty("status").GetString()!;

    private static async Task<string> BulkStatusAsync(WorkerProcess worker, SignedAuthorization payment) =>
        Status(Assert.Single(await worker.BulkAsync(payment)));

    private static async Task<string> SettleStatusAsync(WorkerProcess worker, SignedAuthorization payment)
    {
        var answer = await worker.SettleAsync(payment);
        return answer.GetProperty("success").GetBoolean() ? "accepted" : answer.GetProperty("errorReason").GetString()!;
    }

    private static async Task<string> FrameStatusAsync(string address, SignedAuthorization payment)
    {
        var listener = new FirstAnswer();
        await using var client = await FrameClient.ConnectAsync(
            address,
            new FrameClientOptions { Listener = listener },
            CancellationToken.None);
        await client.SendAsync(new[] { payment }, CancellationToken.None);
        var status = await listener.Answer.WaitAsync(TimeSpan.FromSeconds(30));
        return status == AcknowledgementStatus.Accepted ? "accepted" : "existing";
    }

    private async Task<Core.Primitives.TokenAmount> PaidAsync(SignedAuthorization payment, Core.Primitives.Address payer)
    {
        Assert.True(await chain.Chain.AuthorizationStateAsync(payer, payment.Authorization.AuthorizationNonce));
        var balance = await chain.Chain.TokenBalanceAsync(payer);
        return new(1_000_000_000UL - balance.Units);
    }

    private sealed class FirstAnswer : IFrameListener
    {
        private readonly TaskCompletionSource<AcknowledgementStatus> _answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AcknowledgementStatus> Answer => _answer.Task;

        public void OnAcknowledged(in AcknowledgementRange range, ReadOnlySpan<ulong> ids)
        {
            Assert.True(range.Status is AcknowledgementStatus.Accepted or AcknowledgementStatus.Existing);
            _answer.TrySetResult(range.Status);
        }

        public void OnOutcome(in FrameOutcome outcome)
        {
        }
    }
}
