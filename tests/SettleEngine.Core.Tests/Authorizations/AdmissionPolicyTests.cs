using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Authorizations;

public class AdmissionPolicyTests
{
    private const ulong Now = 1_800_000_000;
    private const ulong Horizon = 3_600;
    private const ulong Margin = 10;

    private static readonly Address Token = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static readonly Address OtherToken = Address.Parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
    private static readonly Address Multicall = Address.Parse("0xcA11bde05977b3631167028862bE2a173976CA11");
    private static readonly Address Payer = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static readonly Address Payee = Address.Parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    private static readonly Address Stranger = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

    private static readonly Authorization Good = new(
        Payer,
        Payee,
        new TokenAmount(10_000),
        new UnixSeconds(Now - 60),
        new UnixSeconds(Now + 60),
        new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64))));

    private static RejectReason Judge(Authorization authorization, Address? token = null, params Address[] payees) =>
        new AdmissionPolicy([Token], payees, Multicall, minValue: 100, Horizon, Margin)
            .Judge(new SignedAuthorization(token ?? Token, authorization, default, ConfirmationLevel.Included), new UnixSeconds(Now));

    [Fact]
    public void A_good_authorization_is_let_in()
    {
        Assert.Equal(RejectReason.None, Judge(Good));
        Assert.Equal(RejectReason.None, Judge(Good, Token, Stranger, Payee));
    }

    [Theory]
    [InlineData(60, RejectReason.None)]
    [InlineData(61, RejectReason.Expired)]
    [InlineData(5, RejectReason.None)]
    public void What_cannot_land_in_time_is_refused(ulong landingSeconds, RejectReason expected)
    {
        var policy = new AdmissionPolicy([Token], [], Multicall, minValue: 100, Horizon, Margin);
        var item = new SignedAuthorization(Token, Good, default, ConfirmationLevel.Included);

        Assert.Equal(expected, policy.Judge(item, new UnixSeconds(Now), landingSeconds));
        Assert.Equal(RejectReason.Expired, policy.Judge(item, new UnixSeconds(Now + 60 - Margin + 1), landingSeconds: 0));
    }

    [Fact]
    public void A_token_that_is_not_on_the_list_is_refused()
    {
        Assert.Equal(RejectReason.UnknownToken, Judge(Good, OtherToken));
    }

    [Fact]
    public void The_zero_address_the_token_and_the_batching_contracts_are_neither_payer_nor_payee()
    {
        Assert.All([default, Token, Multicall, SettlerContract.Address], party =>
        {
            Assert.Equal(RejectReason.ForbiddenParty, Judge(Good with { Payer = party }));
            Assert.Equal(RejectReason.ForbiddenParty, Judge(Good with { Payee = party }));
        });
    }

    [Fact]
    public void Nobody_pays_himself()
    {
        Assert.Equal(RejectReason.SelfTransfer, Judge(Good with { Payee = Payer }));
    }

    [Fact]
    public void Only_listed_payees_are_paid_once_there_is_a_list()
    {
        Assert.Equal(RejectReason.PayeeNotAllowed, Judge(Good, Token, Stranger));
    }

    [Theory]
    [InlineData(0, RejectReason.ZeroValue)]
    [InlineData(1, RejectReason.BelowMinimum)]
    [InlineData(99, RejectReason.BelowMinimum)]
    [InlineData(100, RejectReason.None)]
    public void Dust_is_refused_and_the_minimum_itself_is_not(ulong value, RejectReason expected)
    {
        Assert.Equal(expected, Judge(Good with { Value = new TokenAmount(value) }));
    }

    [Fact]
    public void A_minimum_of_zero_still_refuses_zero()
    {
        var policy = new AdmissionPolicy([Token], [], Multicall, minValue: 0, Horizon, Margin);
        var item = new SignedAuthorization(Token, Good with { Value = default }, default, ConfirmationLevel.Included);

        Assert.Equal(RejectReason.ZeroValue, policy.Judge(item, new UnixSeconds(Now)));
    }

    [Theory]
    [InlineData(-1, RejectReason.None)]
    [InlineData(0, RejectReason.NotYetValid)]
    [InlineData(1, RejectReason.NotYetValid)]
    public void Valid_after_is_strict_to_the_second(int offset, RejectReason expected)
    {
        Assert.Equal(expected, Judge(Good with { ValidAfter = new UnixSeconds((ulong)((long)Now + offset)) }));
    }

    [Theory]
    [InlineData(-1, RejectReason.Expired)]
    [InlineData(0, RejectReason.Expired)]
    [InlineData(1, RejectReason.Expired)]
    [InlineData(9, RejectReason.Expired)]
    [InlineData(10, RejectReason.None)]
    [InlineData(11, RejectReason.None)]
    public void An_authorization_must_live_at_least_for_the_margin(int offset, RejectReason expected)
    {
        Assert.Equal(expected, Judge(Good with { ValidBefore = new UnixSeconds((ulong)((long)Now + offset)) }));
    }

    [Theory]
    [InlineData(-1, RejectReason.Expired)]
    [InlineData(0, RejectReason.Expired)]
    [InlineData(1, RejectReason.None)]
    public void Without_a_margin_valid_before_is_strict_to_the_second(int offset, RejectReason expected)
    {
        var policy = new AdmissionPolicy([Token], [], Multicall, minValue: 1, Horizon, marginSeconds: 0);
        var authorization = Good with { ValidBefore = new UnixSeconds((ulong)((long)Now + offset)) };
        var item = new SignedAuthorization(Token, authorization, default, ConfirmationLevel.Included);

        Assert.Equal(expected, policy.Judge(item, new UnixSeconds(Now)));
    }

    [Theory]
    [InlineData(Now + Horizon, RejectReason.None)]
    [InlineData(Now + Horizon + 1, RejectReason.ValidityTooLong)]
    [InlineData(ulong.MaxValue, RejectReason.ValidityTooLong)]
    public void An_authorization_lives_at_most_for_the_horizon(ulong validBefore, RejectReason expected)
    {
        Assert.Equal(expected, Judge(Good with { ValidBefore = new UnixSeconds(validBefore) }));
    }

    [Fact]
    public void Of_several_reasons_the_first_in_the_documented_order_is_told()
    {
        // Everything is wrong at first; each step mends what was told, and the next reason appears.
        var authorization = new Authorization(
            Token, Token, default, new UnixSeconds(Now + 1), new UnixSeconds(Now), Good.AuthorizationNonce);
        Assert.Equal(RejectReason.UnknownToken, Judge(authorization, OtherToken, Payee));
        Assert.Equal(RejectReason.ForbiddenParty, Judge(authorization, Token, Payee));

        authorization = authorization with { Payer = Stranger, Payee = Stranger };
        Assert.Equal(RejectReason.SelfTransfer, Judge(authorization, Token, Payee));

        authorization = authorization with { Payer = Payer };
        Assert.Equal(RejectReason.PayeeNotAllowed, Judge(authorization, Token, Payee));

        authorization = authorization with { Payee = Payee };
        Assert.Equal(RejectReason.ZeroValue, Judge(authorization, Token, Payee));

        authorization = authorization with { Value = new TokenAmount(1) };
        Assert.Equal(RejectReason.BelowMinimum, Judge(authorization, Token, Payee));

        authorization = authorization with { Value = new TokenAmount(100) };
        Assert.Equal(RejectReason.Expired, Judge(authorization, Token, Payee));

        authorization = authorization with { ValidBefore = new UnixSeconds(Now + Horizon + 1) };
        Assert.Equal(RejectReason.NotYetValid, Judge(authorization, Token, Payee));

        authorization = authorization with { ValidAfter = default };
        Assert.Equal(RejectReason.ValidityTooLong, Judge(authorization, Token, Payee));

        authorization = authorization with { ValidBefore = new UnixSeconds(Now + Horizon) };
        Assert.Equal(RejectReason.None, Judge(authorization, Token, Payee));
    }

    [Fact]
    public void The_documented_order_is_the_order_of_the_values()
    {
        RejectReason[] order =
        [
            RejectReason.UnknownToken, RejectReason.ForbiddenParty, RejectReason.SelfTransfer, RejectReason.PayeeNotAllowed,
            RejectReason.ZeroValue, RejectReason.BelowMinimum,
            RejectReason.Expired, RejectReason.NotYetValid, RejectReason.ValidityTooLong,
        ];

        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void A_margin_that_reaches_the_horizon_would_refuse_everything_and_is_a_mistake()
    {
        Assert.Throws<InvariantBrokenException>(
            () => new AdmissionPolicy([Token], [], Multicall, minValue: 1, horizonSeconds: 10, marginSeconds: 10));
    }
}
