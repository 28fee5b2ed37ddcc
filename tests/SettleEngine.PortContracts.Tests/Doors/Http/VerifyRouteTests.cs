using System.Net;
using System.Text.Json.Nodes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class VerifyRouteTests
{
    private const string Signature = "paymentPayload.payload.signature";
    private const string Authorization = "paymentPayload.payload.authorization";

    [Fact]
    public async Task A_good_v2_payment_is_valid_and_names_its_payer()
    {
        await using var door = await OpenDoor.OpenAsync();

        var (status, body) = await door.PostAsync("verify", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("{\"isValid\":true,\"payer\":\"" + X402Bodies.Payer + "\"}", body);
        Assert.Empty(door.Engine.Taken);
    }

    [Fact]
    public async Task A_good_v1_payment_is_valid()
    {
        await using var door = await OpenDoor.OpenAsync();

        Assert.Equal(
            "{\"isValid\":true,\"payer\":\"" + X402Bodies.Payer + "\"}",
            (await door.PostAsync("verify", X402Bodies.V1().Text())).Body);
    }

    [Theory]
    [InlineData("x402Version", "3", "invalid_x402_version")]
    [InlineData("x402Version", "\"2\"", "invalid_x402_version")]
    [InlineData("x402Version", "1", "invalid_x402_version")]
    [InlineData("paymentRequirements.scheme", "\"upto\"", "unsupported_scheme")]
    [InlineData("paymentRequirements.scheme", "7", "unsupported_scheme")]
    [InlineData("paymentPayload.accepted.scheme", "\"upto\"", "invalid_exact_evm_scheme")]
    [InlineData("paymentPayload.accepted", null, "invalid_exact_evm_scheme")]
    [InlineData("paymentRequirements.network", "\"eip155:1\"", "invalid_network")]
    [InlineData("paymentRequirements.network", "\"eip155:084532\"", "invalid_network")]
    [InlineData("paymentRequirements.network", "\"base-sepolia\"", "invalid_network")]
    [InlineData("paymentRequirements.network", "\"solana:mainnet\"", "invalid_network")]
    [InlineData("paymentRequirements.network", null, "invalid_network")]
    [InlineData("paymentPayload.accepted.network", "\"eip155:1\"", "invalid_exact_evm_network_mismatch")]
    [InlineData("paymentPayload.payload", null, "invalid_payload")]
    [InlineData("paymentPayload.payload.authorization", null, "unsupported_payload_type")]
    [InlineData("paymentPayload.payload.authorization", "[]", "invalid_payload")]
    [InlineData("paymentRequirements.asset", "\"0x036C\"", "invalid_payment_requirements")]
    [InlineData("paymentRequirements.payTo", null, "invalid_payment_requirements")]
    [InlineData("paymentRequirements.amount", "\"-1\"", "invalid_payment_requirements")]
    [InlineData("paymentPayload.accepted.amount", "\"999\"", "invalid_payment_requirements")]
    [InlineData("paymentPayload.accepted.asset", "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"", "invalid_payment_requirements")]
    [InlineData("paymentRequirements.extra", null, "invalid_exact_evm_missing_eip712_domain")]
    [InlineData("paymentRequirements.extra.name", null, "invalid_exact_evm_missing_eip712_domain")]
    [InlineData("paymentRequirements.extra.version", "2", "invalid_exact_evm_missing_eip712_domain")]
    [InlineData("paymentRequirements.extra.name", "\"USD Coin\"", "invalid_exact_evm_token_name_mismatch")]
    [InlineData("paymentRequirements.extra.version", "\"1\"", "invalid_exact_evm_token_version_mismatch")]
    [InlineData("paymentRequirements.extra.assetTransferMethod", "\"permit2\"", "unsupported_payload_type")]
    [InlineData(Authorization + ".to", "\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"", "invalid_exact_evm_recipient_mismatch")]
    [InlineData(Authorization + ".value", "\"1001\"", "invalid_exact_evm_payload_authorization_value_mismatch")]
    [InlineData(Authorization + ".value", "\"999\"", "invalid_exact_evm_payload_authorization_value_mismatch")]
    public async Task What_is_wrong_with_a_v2_payment_is_told_by_its_code(string path, string? json, string code)
    {
        var value = json is null ? null : JsonNode.Parse(json);
        await AssertInvalidAsync(X402Bodies.V2().With(path, value), code);
    }

    [Theory]
    [InlineData("paymentRequirements.network", "\"base-atlantis\"", "invalid_exact_evm_network_mismatch")]
    [InlineData("paymentRequirements.network", "\"eip155:84532\"", "invalid_exact_evm_network_mismatch")]
    [InlineData("paymentRequirements.network", "\"base\"", "invalid_network")]
    [InlineData("paymentPayload.network", "\"base\"", "invalid_exact_evm_network_mismatch")]
    [InlineData("paymentPayload.scheme", "\"upto\"", "invalid_exact_evm_scheme")]
    [InlineData("paymentRequirements.maxAmountRequired", null, "invalid_payment_requirements")]
    [InlineData("paymentRequirements.maxAmountRequired", "\"999\"", "invalid_exact_evm_authorization_value")]
    public async Task What_is_wrong_with_a_v1_payment_is_told_by_its_code(string path, string? json, string code)
    {
        var value = json is null ? null : JsonNode.Parse(json);
        await AssertInvalidAsync(X402Bodies.V1().With(path, value), code);
    }

    [Theory]
    [InlineData("value", "\"01000\"")]
    [InlineData("value", "\"+1000\"")]
    [InlineData("value", "\" 1000\"")]
    [InlineData("value", "\"1e3\"")]
    [InlineData("value", "\"0x3e8\"")]
    [InlineData("value", "\"\"")]
    [InlineData("value", "1000.0")]
    [InlineData("value", "1e3")]
    [InlineData("value", "-0")]
    [InlineData("value", "\"\\u0031000\"")]
    [InlineData("value", "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"")]
    [InlineData("value", "\"1000000000000000000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("validBefore", null)]
    [InlineData("validAfter", "true")]
    [InlineData("nonce", "\"0x01\"")]
    [InlineData("nonce", "\"0x000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("nonce", "\"0X0000000000000000000000000000000000000000000000000000000000000001\"")]
    [InlineData("nonce", "\"0x000000000000000000000000000000000000000000000000000000000000000g\"")]
    [InlineData("from", "\"70997970C51812dc3A010C7d01b50e0d17dc79C8\"")]
    [InlineData("from", "\"0x70997970C51812dc3A010C7d01b50e0d17dc79C\"")]
    [InlineData("from", "{}")]
    public async Task A_field_of_another_form_is_an_invalid_payload(string field, string? json)
    {
        // Replaced in the text, because numbers such as 1e3 must reach the wire as they are.
        var body = X402Bodies.V2().With(Authorization + "." + field, json is null ? null : "@").Text();
        await AssertInvalidAsync(json is null ? body : body.Replace("\"@\"", json, StringComparison.Ordinal), "invalid_payload");
    }

    [Fact]
    public async Task Bare_integers_of_old_clients_are_taken()
    {
        await using var door = await OpenDoor.OpenAsync();
        var body = X402Bodies.V1().With(Authorization + ".value", 1000).With(Authorization + ".validBefore", 1795248095);

        Assert.Contains("\"isValid\":true", (await door.PostAsync("verify", body.Text())).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00", 27)]
    [InlineData("01", 28)]
    [InlineData("1b", 27)]
    [InlineData("1c", 28)]
    public async Task Every_spelling_of_v_reaches_the_engine_as_27_or_28(string v, int expected)
    {
        await using var door = await OpenDoor.OpenAsync();
        var seen = 0;
        door.Engine.Rule = item =>
        {
            seen = item.Signature.V;
            return RejectReason.None;
        };

        await door.PostAsync("verify", X402Bodies.V2().With(Signature, X402Bodies.Signature(v)).Text());

        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData("02")]
    [InlineData("1a")]
    [InlineData("1d")]
    [InlineData("ff")]
    [InlineData("")]
    [InlineData("1b00")]
    public async Task Another_v_or_length_is_an_invalid_signature(string v) =>
        await AssertInvalidAsync(X402Bodies.V2().With(Signature, X402Bodies.Signature(v)), "invalid_exact_evm_signature");

    [Theory]
    [InlineData("0x1")]
    [InlineData("0xzz")]
    [InlineData("1b")]
    [InlineData("")]
    public async Task A_signature_that_is_not_hexadecimal_is_an_invalid_payload(string text) =>
        await AssertInvalidAsync(X402Bodies.V2().With(Signature, text), "invalid_payload");

    [Theory]
    [InlineData(RejectReason.SignatureHighS, "invalid_exact_evm_signature")]
    [InlineData(RejectReason.SignatureInvalid, "invalid_exact_evm_signature")]
    [InlineData(RejectReason.PayerHasCode, "invalid_exact_evm_signature")]
    [InlineData(RejectReason.SelfTransfer, "self_send_not_allowed")]
    [InlineData(RejectReason.ZeroValue, "amount_too_low")]
    [InlineData(RejectReason.BelowMinimum, "amount_too_low")]
    [InlineData(RejectReason.PayeeNotAllowed, "invalid_payment_requirements")]
    [InlineData(RejectReason.ForbiddenParty, "invalid_payload")]
    [InlineData(RejectReason.Expired, "invalid_exact_evm_payload_authorization_valid_before")]
    [InlineData(RejectReason.ValidityTooLong, "invalid_exact_evm_payload_authorization_valid_before")]
    [InlineData(RejectReason.NotYetValid, "invalid_exact_evm_payload_authorization_valid_after")]
    [InlineData(RejectReason.InsufficientBalance, "invalid_exact_evm_insufficient_balance")]
    [InlineData(RejectReason.AuthorizationUsed, "invalid_exact_evm_nonce_already_used")]
    [InlineData(RejectReason.AlreadyAdmitted, "duplicate_settlement")]
    [InlineData(RejectReason.Conflict, "invalid_exact_evm_nonce_already_used")]
    [InlineData(RejectReason.Capacity, "unexpected_verify_error")]
    [InlineData(RejectReason.ChainUnavailable, "unexpected_verify_error")]
    public async Task What_the_engine_finds_is_told_by_its_code(RejectReason reason, string code)
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Rule = _ => reason;

        AssertInvalid(await door.PostAsync("verify", X402Bodies.V2().Text()), code);
    }

    [Fact]
    public async Task A_token_that_is_not_on_the_list_is_refused_before_the_engine_is_asked()
    {
        await using var door = await OpenDoor.OpenAsync();
        var other = "0x1111111111111111111111111111111111111111";
        var body = X402Bodies.V2().With("paymentRequirements.asset", other).With("paymentPayload.accepted.asset", other);

        AssertInvalid(await door.PostAsync("verify", body.Text()), "invalid_payment_requirements");
        Assert.Equal(0, door.Engine.CheckCalls);
    }

    [Fact]
    public async Task A_payment_on_its_way_is_a_duplicate_and_a_settled_one_is_used_up()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.SettleHold = TimeSpan.FromMilliseconds(100));
        Core.Primitives.AdmissionSequence admitted = default;
        door.Engine.Admitted = (id, _) => admitted = id;
        door.Engine.Abandon = _ => new Pipeline.Confirm.AbandonVerdict(false, ScriptedEngine.SomeTransaction);
        await door.PostAsync("settle", X402Bodies.V2().Text());

        AssertInvalid(await door.PostAsync("verify", X402Bodies.V2().Text()), "duplicate_settlement");
        door.Engine.Settle(admitted);
        AssertInvalid(await door.PostAsync("verify", X402Bodies.V2().Text()), "invalid_exact_evm_nonce_already_used");
    }

    [Fact]
    public async Task While_recovering_the_answer_is_503_in_the_clients_form()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Health = new EngineHealth(EnginePhase.Recovering, []);

        var (status, body) = await door.PostAsync("verify", X402Bodies.V2().Text());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        AssertInvalid((HttpStatusCode.OK, body), "unexpected_verify_error");
    }

    [Fact]
    public async Task A_token_name_beyond_ascii_is_compared_whichever_way_it_is_escaped()
    {
        var engine = new ScriptedEngine { Tokens = [new Token(ScriptedEngine.Usdc, "USD₮0", "2", default)] };
        await using var door = await OpenDoor.OpenAsync(engine: engine);
        var body = X402Bodies.V2().With("paymentRequirements.extra.name", "@").Text();

        foreach (var spelling in new[] { "\"USD₮0\"", "\"USD\\u20ae0\"" })
        {
            var text = body.Replace("\"@\"", spelling, StringComparison.Ordinal);
            Assert.Contains("\"isValid\":true", (await door.PostAsync("verify", text)).Body, StringComparison.Ordinal);
        }

        AssertInvalid(
            await door.PostAsync("verify", body.Replace("\"@\"", "\"\\ud800\"", StringComparison.Ordinal)),
            "invalid_exact_evm_token_name_mismatch");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"paymentPayload\":{}}")]
    [InlineData("{\"paymentPayload\":1,\"paymentRequirements\":{}}")]
    public async Task A_body_without_a_payment_is_a_bad_request(string body)
    {
        await using var door = await OpenDoor.OpenAsync();

        foreach (var path in new[] { "verify", "settle" })
        {
            var (status, answer) = await door.PostAsync(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal("invalid_request", (string?)JsonNode.Parse(answer)!["error"]);
        }
    }

    [Fact]
    public async Task The_network_is_echoed_as_received_unless_it_is_no_name()
    {
        await using var door = await OpenDoor.OpenAsync();
        var strange = X402Bodies.V2().With("paymentRequirements.network", "cosmos:hub-4");
        var endless = X402Bodies.V2().With("paymentRequirements.network", new string('x', 5_000));

        Assert.Equal("cosmos:hub-4", Network((await door.PostAsync("settle", strange.Text())).Body));
        Assert.Equal(string.Empty, Network((await door.PostAsync("settle", endless.Text())).Body));

        static string? Network(string body) => (string?)JsonNode.Parse(body)!["network"];
    }

    private static async Task AssertInvalidAsync(JsonNode body, string code) => await AssertInvalidAsync(body.Text(), code);

    private static async Task AssertInvalidAsync(string body, string code)
    {
        await using var door = await OpenDoor.OpenAsync();

        AssertInvalid(await door.PostAsync("verify", body), code);
        Assert.Equal(0, door.Engine.CheckCalls);

        // Settling refuses the same things with the same words.
        var (status, settled) = await door.PostAsync("settle", body);
        var answer = JsonNode.Parse(settled)!;
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(code, (string?)answer["errorReason"]);
        Assert.Equal(string.Empty, (string?)answer["transaction"]);
        Assert.NotNull((string?)answer["network"]);
        Assert.Empty(door.Engine.Taken);
    }

    private static void AssertInvalid((HttpStatusCode Status, string Body) answer, string code)
    {
        var body = JsonNode.Parse(answer.Body)!;
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False((bool)body["isValid"]!);
        Assert.Equal(code, (string?)body["invalidReason"]);
        Assert.InRange(((string?)body["invalidMessage"])!.Length, 1, 500);
    }
}
