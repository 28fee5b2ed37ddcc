using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Doors.Http;
using SettleEngine.Doors.Http.X402;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class X402CodesTests
{
    public static TheoryData<RejectReason> Reasons => [.. Enum.GetValues<RejectReason>().Where(reason => reason != RejectReason.None)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Only_the_state_of_the_engine_is_an_unexpected_error(RejectReason reason)
    {
        // 70 and above is the group that is worth retrying unchanged.
        var isEngineState = (byte)reason >= 70;

        Assert.Equal(isEngineState, X402Codes.For(reason, 2, X402Operation.Settle) == "unexpected_settle_error");
        Assert.Equal(isEngineState, X402Codes.For(reason, 2, X402Operation.Verify) == "unexpected_verify_error");
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_a_sentence_and_a_name_of_its_own(RejectReason reason)
    {
        var sentence = X402Sentences.For(reason);
        Assert.NotEqual(X402Sentences.For(RejectReason.None), sentence);
        Assert.InRange(sentence.Length, 10, 500);
        Assert.DoesNotContain("://", sentence, StringComparison.Ordinal);
        Assert.Matches("^[a-z]+(_[a-z]+)*$", WireNames.Of(reason));
        Assert.NotEqual("unknown", WireNames.Of(reason));
    }

    [Fact]
    public void Versions_differ_in_the_code_for_a_wrong_amount()
    {
        Assert.Equal(
            "invalid_exact_evm_authorization_value",
            X402Codes.For(RejectReason.ValueMismatch, 1, X402Operation.Settle));
        Assert.Equal(
            "invalid_exact_evm_payload_authorization_value_mismatch",
            X402Codes.For(RejectReason.ValueMismatch, 2, X402Operation.Settle));
    }

    [Theory]
    [InlineData(SettlementOutcome.Settled, "settled")]
    [InlineData(SettlementOutcome.SettledExternal, "settled_external")]
    [InlineData(SettlementOutcome.UsedBeforeAdmission, "used_before_admission")]
    [InlineData(SettlementOutcome.Conflict, "conflict")]
    [InlineData(SettlementOutcome.Cancelled, "cancelled")]
    [InlineData(SettlementOutcome.Expired, "expired")]
    [InlineData(SettlementOutcome.Abandoned, "abandoned")]
    public void Outcomes_are_named_as_the_contract_names_them(SettlementOutcome outcome, string name) =>
        Assert.Equal(name, WireNames.Of(outcome));
}
