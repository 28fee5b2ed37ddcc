using System.Net;
using System.Text.Json.Nodes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class SettleRouteTests
{
    private const string Transaction = "0x7777777777777777777777777777777777777777777777777777777777777777";

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    [Fact]
    public async Task A_settled_payment_is_answered_with_its_transaction_and_its_place_in_the_batch()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Admitted = (id, _) => door.Engine.Settle(id, batchSize: 50, batchIndex: 3, logIndex: 12);

        var (status, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            $$$$"""{"success":true,"payer":"{{{{X402Bodies.Payer}}}}","transaction":"{{{{Transaction}}}}","network":"eip155:84532","extra":{"batch":{"size":50,"index":3,"logIndex":12}}}""",
            body);
        var taken = Assert.Single(door.Engine.Taken);
        Assert.Equal(ScriptedEngine.Usdc, taken.Token);
        Assert.Equal(new TokenAmount(1000), taken.Authorization.Value);
        Assert.Equal(new UnixSeconds(1795248199), taken.Authorization.ValidBefore);
        Assert.Equal(27, taken.Signature.V);
        Assert.Equal(ConfirmationLevel.Included, taken.Level);
    }

    [Fact]
    public async Task A_v1_payment_is_answered_with_the_v1_name_of_the_network()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Admitted = (id, _) => door.Engine.Settle(id);

        var (status, body) = await door.PostAsync("settle", X402Bodies.V1().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            $$$$"""{"success":true,"payer":"{{{{X402Bodies.Payer}}}}","transaction":"{{{{Transaction}}}}","network":"base-sepolia","extra":{"batch":{"size":1,"index":0,"logIndex":0}}}""",
            body);
    }

    [Fact]
    public async Task Somebody_elses_transaction_is_a_success_without_a_place_in_a_batch()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Admitted = (id, _) => door.Engine.Report(id, SettlementOutcome.SettledExternal);

        var (_, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(
            $$$$"""{"success":true,"payer":"{{{{X402Bodies.Payer}}}}","transaction":"{{{{Transaction}}}}","network":"eip155:84532"}""",
            body);
    }

    [Theory]
    [InlineData(SettlementOutcome.UsedBeforeAdmission, AbandonReason.None, "invalid_exact_evm_nonce_already_used")]
    [InlineData(SettlementOutcome.Conflict, AbandonReason.None, "invalid_exact_evm_nonce_already_used")]
    [InlineData(SettlementOutcome.Cancelled, AbandonReason.None, "invalid_exact_evm_nonce_already_used")]
    [InlineData(SettlementOutcome.Expired, AbandonReason.None, "invalid_exact_evm_payload_authorization_valid_before")]
    [InlineData(SettlementOutcome.Abandoned, AbandonReason.InsufficientBalance, "invalid_exact_evm_insufficient_balance")]
    [InlineData(SettlementOutcome.Abandoned, AbandonReason.HoldLimit, "invalid_exact_evm_transaction_failed")]
    public async Task Every_other_outcome_is_a_failure_with_its_code(SettlementOutcome outcome, AbandonReason reason, string code)
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Admitted = (id, _) => door.Engine.Report(id, outcome, reason);

        var (status, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        AssertFailure(body, code);
    }

    [Fact]
    public async Task An_outcome_that_comes_before_the_request_waits_is_not_lost()
    {
        await using var door = await OpenDoor.OpenAsync();
        using var reported = new ManualResetEventSlim();

        // The rule runs before the answer; the outcome is reported on another thread right at the answer.
        door.Engine.Admitted = (id, _) =>
        {
            door.Engine.Settle(id);
            reported.Set();
        };
        for (var i = 1; i <= 50; i++)
        {
            var (_, body) = await door.PostAsync("settle", X402Bodies.V2(i).Text());
            Assert.StartsWith("""{"success":true""", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_reorg_notice_does_not_end_the_wait()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Admitted = (id, _) => ThreadPool.QueueUserWorkItem(_ =>
        {
            door.Engine.Report(id, SettlementOutcome.None, corrects: 9);
            door.Engine.Settle(id);
        });

        var (_, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.StartsWith("""{"success":true""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_unsigned_at_the_hold_limit_is_given_up_and_says_so()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = Short);

        var (status, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        AssertFailure(body, "unexpected_settle_error");
        Assert.Equal(1, door.Engine.AbandonCalls);
    }

    [Fact]
    public async Task What_is_signed_at_the_hold_limit_is_pending_with_its_hash()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = Short);
        door.Engine.Abandon = _ => new AbandonVerdict(false, ScriptedEngine.SomeTransaction);

        var (status, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        var answer = AssertFailure(body, "settlement_pending", Transaction);
        Assert.Equal("eip155:84532", (string?)answer["network"]);
    }

    [Fact]
    public async Task Pending_is_never_said_without_a_hash()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = Short);
        door.Engine.Abandon = _ => new AbandonVerdict(false, default);

        var (_, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        AssertFailure(body, "unexpected_settle_error");
    }

    [Fact]
    public async Task A_pending_answer_may_be_repeated_once_and_the_repeat_hears_the_outcome()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = TimeSpan.FromSeconds(2));
        AdmissionSequence admitted = default;
        door.Engine.Admitted = (id, _) => admitted = id;
        door.Engine.Abandon = _ => new AbandonVerdict(false, ScriptedEngine.SomeTransaction);
        var request = X402Bodies.V2().Text();
        AssertFailure((await door.PostAsync("settle", request)).Body, "settlement_pending", Transaction);

        // Whichever of the two comes second is answered at once; the other one holds on and hears the outcome.
        var repeat = door.PostAsync("settle", request);
        var another = door.PostAsync("settle", X402Bodies.V2().Text());
        await Task.WhenAny(repeat, another);
        door.Engine.Settle(admitted, batchSize: 2, batchIndex: 1, logIndex: 4);

        var answers = new[] { (await repeat).Body, (await another).Body };
        Assert.Single(answers, answer => answer.Contains("\"success\":true", StringComparison.Ordinal));
        Assert.Single(answers, answer => answer.Contains("duplicate_settlement", StringComparison.Ordinal));
        AssertFailure((await door.PostAsync("settle", request)).Body, "invalid_exact_evm_nonce_already_used");
    }

    [Fact]
    public async Task A_payment_that_settles_between_the_pending_answer_and_its_repeat_is_a_success_once()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = Short);
        AdmissionSequence admitted = default;
        door.Engine.Admitted = (id, _) => admitted = id;
        door.Engine.Abandon = _ => new AbandonVerdict(false, ScriptedEngine.SomeTransaction);
        var request = X402Bodies.V2().Text();
        AssertFailure((await door.PostAsync("settle", request)).Body, "settlement_pending", Transaction);
        door.Engine.Settle(admitted);

        Assert.StartsWith("""{"success":true""", (await door.PostAsync("settle", request)).Body, StringComparison.Ordinal);
        AssertFailure((await door.PostAsync("settle", request)).Body, "invalid_exact_evm_nonce_already_used");
    }

    [Fact]
    public async Task A_repeat_that_is_pending_again_may_not_be_repeated_again()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = Short);
        door.Engine.Abandon = _ => new AbandonVerdict(false, ScriptedEngine.SomeTransaction);
        var request = X402Bodies.V2().Text();

        AssertFailure((await door.PostAsync("settle", request)).Body, "settlement_pending", Transaction);
        AssertFailure((await door.PostAsync("settle", request)).Body, "settlement_pending", Transaction);
        AssertFailure((await door.PostAsync("settle", request)).Body, "duplicate_settlement");
    }

    [Fact]
    public async Task Of_64_settles_of_one_payment_at_once_exactly_one_succeeds()
    {
        await using var door = await OpenDoor.OpenAsync();
        var answered = 0;
        AdmissionSequence admitted = default;
        door.Engine.Admitted = (id, _) => admitted = id;
        var request = X402Bodies.V2().Text();

        var all = Enumerable.Range(0, 64).Select(async _ =>
        {
            var (_, body) = await door.PostAsync("settle", request);
            if (Interlocked.Increment(ref answered) == 63)
            {
                // The one that is left is the owner, which waits.
                door.Engine.Settle(admitted);
            }

            return body;
        }).ToArray();
        var bodies = await Task.WhenAll(all);

        Assert.Single(bodies, body => body.StartsWith("""{"success":true""", StringComparison.Ordinal));
        Assert.Equal(63, bodies.Count(body => body.Contains("duplicate_settlement", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_payment_with_the_same_nonce_is_refused_and_the_first_stands()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Admitted = (id, _) => door.Engine.Settle(id);
        await door.PostAsync("settle", X402Bodies.V2().Text());

        var other = X402Bodies.V2().With("paymentPayload.payload.authorization.validBefore", "1795248200");

        AssertFailure((await door.PostAsync("settle", other.Text())).Body, "invalid_exact_evm_nonce_already_used");
    }

    [Fact]
    public async Task A_full_engine_is_a_failure_after_a_short_wait_that_took_nothing()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.IsFull = true;

        var (status, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        AssertFailure(body, "unexpected_settle_error");
        Assert.Empty(door.Engine.Taken);
    }

    [Fact]
    public async Task More_held_requests_than_allowed_are_refused_before_they_cost_anything()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.MaxHeldRequests = 1);
        var isHeld = new TaskCompletionSource<AdmissionSequence>();
        door.Engine.Admitted = (id, _) => isHeld.TrySetResult(id);
        var first = door.PostAsync("settle", X402Bodies.V2(1).Text());
        var held = await isHeld.Task;

        AssertFailure((await door.PostAsync("settle", X402Bodies.V2(2).Text())).Body, "unexpected_settle_error");
        Assert.Single(door.Engine.Taken);

        door.Engine.Settle(held);
        Assert.Contains("\"success\":true", (await first).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EnginePhase.Recovering)]
    [InlineData(EnginePhase.Draining)]
    public async Task An_engine_that_takes_nothing_in_answers_503_in_the_clients_form(EnginePhase phase)
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Health = new EngineHealth(phase, []);
        using var content = new StringContent(X402Bodies.V2().Text());

        using var response = await door.Client.PostAsync(new Uri("settle", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        AssertFailure(await response.Content.ReadAsStringAsync(), "unexpected_settle_error");
        Assert.Empty(door.Engine.Taken);
    }

    [Fact]
    public async Task Draining_answers_held_requests_and_lets_no_new_ones_in()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = TimeSpan.FromMinutes(1));
        var isHeld = new TaskCompletionSource();
        door.Engine.Admitted = (_, _) => isHeld.TrySetResult();
        door.Engine.Abandon = _ => new AbandonVerdict(false, ScriptedEngine.SomeTransaction);
        var held = door.PostAsync("settle", X402Bodies.V2().Text());
        await isHeld.Task;

        var drain = door.Door.DrainAsync(Short, CancellationToken.None);

        AssertFailure((await held).Body, "settlement_pending", Transaction);
        await drain.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<HttpRequestException>(() => door.PostAsync("settle", X402Bodies.V2(2).Text()));
    }

    [Fact]
    public async Task While_held_requests_are_answered_nothing_new_is_taken_in()
    {
        await using var door = await OpenDoor.OpenAsync();
        var isHeld = new TaskCompletionSource<AdmissionSequence>();
        door.Engine.Admitted = (id, _) => isHeld.TrySetResult(id);
        var held = door.PostAsync("settle", X402Bodies.V2(1).Text());
        var admitted = await isHeld.Task;

        var drain = door.Door.DrainAsync(TimeSpan.FromSeconds(9), CancellationToken.None);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync("settle", X402Bodies.V2(2).Text())).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync("v1/authorizations", BulkRouteTests.Line(3))).Status);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "{\"status\":\"draining\",\"reasons\":[]}"),
            await door.GetAsync("health/ready"));
        Assert.Single(door.Engine.Taken);
        door.Engine.Settle(admitted);
        Assert.Contains("\"success\":true", (await held).Body, StringComparison.Ordinal);
        await drain.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_closed_door_no_longer_listens_to_the_engine()
    {
        var door = await OpenDoor.OpenAsync();
        Assert.Equal(2, door.Engine.Sinks);

        await door.DisposeAsync();

        Assert.Equal(0, door.Engine.Sinks);
    }

    [Fact]
    public async Task What_the_engine_refuses_is_a_failure_with_its_code()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Rule = _ => RejectReason.SignatureInvalid;

        var (status, body) = await door.PostAsync("settle", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        AssertFailure(body, "invalid_exact_evm_signature");
    }

    private static JsonNode AssertFailure(string body, string code, string transaction = "")
    {
        var answer = JsonNode.Parse(body)!;
        Assert.False((bool)answer["success"]!);
        Assert.Equal(code, (string?)answer["errorReason"]);
        Assert.Equal(transaction, (string?)answer["transaction"]);
        Assert.NotNull((string?)answer["network"]);
        Assert.InRange(((string?)answer["errorMessage"])!.Length, 1, 500);
        Assert.DoesNotContain("://", body, StringComparison.Ordinal);
        return answer;
    }
}
