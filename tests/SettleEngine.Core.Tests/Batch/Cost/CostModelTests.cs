using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Batch.Cost;

/// <summary>Predictions against what was measured on the real contracts (USDC, Multicall3) and on the local token (the settler).</summary>
public class CostModelTests
{
    private const ulong Gwei = 1_000_000_000;

    // Commonly cited scalars of Base, at an L1 base fee of 1 gwei and a blob base fee at its floor of a sixteenth of that.
    private static readonly L1Prices Base = new(Gwei, Gwei / 16, BaseFeeScalar: 2_269, BlobBaseFeeScalar: 1_055_762);
    private static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    private static readonly ChainCosts BaseCosts = new(8453, "ETH", L1FeeKind.Fjord, BaseFeeFloorWei: 5_000_000);

    [Theory]
    [InlineData(1, 93_044)]
    [InlineData(2, 71_669)]
    [InlineData(5, 58_843)]
    [InlineData(10, 54_563)]
    [InlineData(25, 52_003)]
    [InlineData(50, 51_147)]
    [InlineData(100, 50_725)]
    [InlineData(200, 50_524)]
    [InlineData(400, 50_441)]
    public void Multicall3_from_distinct_payers_to_one_payee(int payments, double measured) =>
        Near(measured, SettlementKind.Multicall3, BatchShape.ToOnePayee(payments), withinPercent: 0.3);

    [Theory]
    [InlineData(1, 93_076)]
    [InlineData(2, 67_997)]
    [InlineData(10, 47_995)]
    [InlineData(100, 43_499)]
    [InlineData(400, 43_161)]
    public void Multicall3_from_one_payer_to_one_payee(int payments, double measured) =>
        Near(measured, SettlementKind.Multicall3, new BatchShape(payments, 1, 1, 0), withinPercent: 0.5);

    [Theory]
    [InlineData(2, 74_053)]
    [InlineData(10, 58_883)]
    [InlineData(100, 55_475)]
    [InlineData(400, 55_228)]
    public void Multicall3_to_distinct_payees(int payments, double measured) =>
        Near(measured, SettlementKind.Multicall3, new BatchShape(payments, payments, payments, 0), withinPercent: 0.5);

    [Theory]
    [InlineData(1, 110_144)]
    [InlineData(10, 75_981)]
    [InlineData(100, 72_575)]
    [InlineData(400, 72_329)]
    public void Multicall3_to_fresh_payees(int payments, double measured) =>
        Near(measured, SettlementKind.Multicall3, new BatchShape(payments, payments, payments, payments), withinPercent: 0.5);

    [Theory]
    [InlineData(10, 52_317)]
    [InlineData(100, 48_250)]
    public void Multicall3_from_one_payer_to_distinct_payees(int payments, double measured) =>
        Near(measured, SettlementKind.Multicall3, new BatchShape(payments, 1, payments, 0), withinPercent: 0.5);

    [Theory]
    [InlineData(1, 88_432)]
    [InlineData(2, 67_298)]
    [InlineData(10, 50_384)]
    [InlineData(100, 46_579)]
    [InlineData(200, 46_364)]
    public void The_settler_to_one_payee(int payments, double measured) =>
        Near(measured, SettlementKind.Settler, BatchShape.ToOnePayee(payments), withinPercent: 0.3);

    [Theory]
    [InlineData(0, 85_788)]
    [InlineData(1, 102_888)]
    public void A_plain_call(int freshPayees, double measured) =>
        Near(measured, SettlementKind.Plain, new BatchShape(1, 1, 1, freshPayees), withinPercent: 0.01);

    [Theory]
    [InlineData(SettlementKind.Plain, 1, 302, 210)]
    [InlineData(SettlementKind.Multicall3, 10, 182, 148)]
    [InlineData(SettlementKind.Multicall3, 100, 160, 134)]
    [InlineData(SettlementKind.Settler, 10, 144, 116)]
    [InlineData(SettlementKind.Settler, 100, 130, 109)]
    public void Bytes_that_Fjord_charges_for(SettlementKind kind, int payments, double fastLz, double charged)
    {
        var length = FastLzLength.Of(Sign(kind, payments));

        Within(1, fastLz, (double)length / payments);
        Within(1, charged, L1Fee.FjordMicroBytes(length) / 1e6 / payments);
    }

    [Theory]
    [InlineData(SettlementKind.Plain, 1, Gwei / 10, Gwei / 160, 2.15)]
    [InlineData(SettlementKind.Plain, 1, Gwei, Gwei / 16, 21.5)]
    [InlineData(SettlementKind.Multicall3, 100, Gwei, Gwei / 16, 13.7)]
    [InlineData(SettlementKind.Settler, 100, Gwei, Gwei / 16, 11.1)]
    [InlineData(SettlementKind.Multicall3, 100, 10 * Gwei, 5 * Gwei, 753)]
    [InlineData(SettlementKind.Settler, 100, 50 * Gwei, 50 * Gwei, 5_925)]
    public void What_Fjord_charges_a_payment_in_gwei(SettlementKind kind, int payments, ulong baseFee, ulong blobBaseFee, double gwei)
    {
        var prices = Base with { BaseFeeWei = baseFee, BlobBaseFeeWei = blobBaseFee };

        var fee = L1Fee.Of(L1FeeKind.Fjord, prices, Sign(kind, payments));

        Within(1, gwei, (double)fee / payments / Gwei);
    }

    [Fact]
    public void What_Ecotone_charges_a_payment_in_gwei()
    {
        Within(1, 25.9, (double)L1Fee.Of(L1FeeKind.Ecotone, Base, Sign(SettlementKind.Multicall3, 100)) / 100 / Gwei);
        Within(1, 13.2, (double)L1Fee.Of(L1FeeKind.Ecotone, Base, Sign(SettlementKind.Settler, 100)) / 100 / Gwei);
    }

    [Theory]
    [InlineData(SettlementKind.Plain, 1, 9.0e-4)]
    [InlineData(SettlementKind.Multicall3, 10, 5.76e-4)]
    [InlineData(SettlementKind.Multicall3, 100, 5.346e-4)]
    [InlineData(SettlementKind.Settler, 100, 4.88e-4)]
    public void Dollars_for_a_payment_at_Bases_floor_and_two_thousand_for_the_coin(SettlementKind kind, int payments, double usd)
    {
        var estimate = CostEstimate.Predict(
            BaseCosts, kind, BatchShape.ToOnePayee(payments), gasPriceWei: 1, Base, Sign(kind, payments));

        Within(1, usd, estimate.UsdPerPayment(2_000));
    }

    [Fact]
    public void Batches_are_cheaper_than_single_payments_by_what_they_are_said_to_be()
    {
        var single = Total(SettlementKind.Plain, 1);

        Assert.True(single / Total(SettlementKind.Multicall3, 100) >= 1.65);
        Assert.True(single / Total(SettlementKind.Settler, 100) >= 1.8);
        Assert.True(Total(SettlementKind.Multicall3, 100) / 1e18 * 3_000 <= 0.0009);
        Assert.True(single < Total(SettlementKind.Multicall3, 1));

        static double Total(SettlementKind kind, int payments) => (double)CostEstimate
            .Predict(BaseCosts, kind, BatchShape.ToOnePayee(payments), 5_000_001, Base, Sign(kind, payments)).TotalWei / payments;
    }

    [Fact]
    public void Where_bytes_are_paid_by_gas_the_gas_is_higher_and_nothing_is_charged_beside_it()
    {
        var signed = Sign(SettlementKind.Multicall3, 100);
        var chain = new ChainCosts(42161, "ETH", L1FeeKind.GasInside, BaseFeeFloorWei: 10_000_000);

        var estimate = CostEstimate.Predict(chain, SettlementKind.Multicall3, BatchShape.ToOnePayee(100), 0, Base, signed);

        var bytes = (ulong)FastLzLength.Of(signed) * 16 * Gwei;
        Assert.Equal(GasModel.Predict(SettlementKind.Multicall3, BatchShape.ToOnePayee(100)) + (bytes / 10_000_000), estimate.Gas);
        Assert.True(estimate.L1FeeWei == 0 && estimate.TotalWei == estimate.GasFeesWei);
    }

    [Fact]
    public void An_operator_fee_is_a_part_by_gas_and_a_part_by_transaction()
    {
        var prices = Base with { OperatorFeeScalar = 2_000_000, OperatorFeeConstantWei = 7 };

        Assert.Equal((UInt128)207, L1Fee.Operator(prices, gas: 100));
        Assert.True(L1Fee.Operator(Base, gas: 100) == 0);
        Assert.True(L1Fee.Of(L1FeeKind.None, prices, Sign(SettlementKind.Plain, 1)) == 0);
    }

    [Fact]
    public void A_prediction_is_held_against_the_receipt()
    {
        var estimate = new CostEstimate(Payments: 2, Gas: 100, GasFeesWei: 1_000, L1FeeWei: 200, OperatorFeeWei: 0);
        var receipt = new TransactionReceipt(default, 1, default, true, GasUsed: 103, EffectiveGasPriceWei: 10, []) { L1FeeWei = 194 };

        Assert.Equal((UInt128)600, estimate.PerPaymentWei);
        Assert.Equal(0.03, estimate.GasError(receipt), 6);
        Assert.Equal(0.02, estimate.FeesError(receipt), 6);
    }

    private static void Near(double measured, SettlementKind kind, BatchShape shape, double withinPercent) =>
        Within(withinPercent, measured, (double)GasModel.Predict(kind, shape) / shape.Payments);

    private static void Within(double percent, double expected, double actual) =>
        Assert.True(Math.Abs((actual / expected) - 1) * 100 <= percent, $"{actual} is not within {percent} % of {expected}.");

    private static byte[] Sign(SettlementKind kind, int payments)
    {
        var dice = new Random(2);
        var payee = new Address(Bytes(dice, Address.Size));
        var items = new SignedAuthorization[payments];
        for (var i = 0; i < payments; i++)
        {
            var authorization = new Authorization(
                new Address(Bytes(dice, Address.Size)),
                payee,
                new TokenAmount((ulong)dice.Next(1_000, 60_000)),
                new UnixSeconds(1_763_712_000),
                new UnixSeconds(1_763_712_900),
                new AuthorizationNonce(new Hash256(Bytes(dice, Hash256.Size))));
            items[i] = new SignedAuthorization(Token, authorization, Signature(dice), ConfirmationLevel.Included);
        }

        var (to, data) = kind switch
        {
            SettlementKind.Plain => (Token, new byte[TransferCalldata.Size]),
            SettlementKind.Multicall3 => (Multicall3Calldata.Contract, new byte[Multicall3Calldata.Size(payments)]),
            _ => (SettlerContract.Address, new byte[SettlerCalldata.Size(items)]),
        };
        switch (kind)
        {
            case SettlementKind.Plain:
                TransferCalldata.Write(items[0], data);
                break;
            case SettlementKind.Multicall3:
                Multicall3Calldata.Write(items, data);
                break;
            default:
                SettlerCalldata.Write(items, 90_000, data);
                break;
        }

        return new Eip1559Transaction(8453, new AccountNonce(16), 1, 10_000_001, 7_656_428, to, default, data).Encode(Signature(dice));
    }

    private static EcdsaSignature Signature(Random dice)
    {
        var s = Bytes(dice, Hash256.Size);
        s[0] &= 0x7f;
        return new EcdsaSignature(new Hash256(Bytes(dice, Hash256.Size)), new Hash256(s), (byte)(27 + dice.Next(2)));
    }

    private static byte[] Bytes(Random dice, int count)
    {
        var bytes = new byte[count];
        dice.NextBytes(bytes);
        return bytes;
    }
}
