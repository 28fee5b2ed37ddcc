using SettleEngine.Core.Batch;
using SettleEngine.Core.Encoding;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

public class GasFormulaTests
{
    [Fact]
    public void The_fullest_batch_of_the_dearest_payments_fits_a_transaction()
    {
        var limit = GasFormula.Limit(BatchLimits.MaxItems, BatchLimits.MaxItems * GasFormula.Item(payeeHasBalance: false));

        Assert.True(limit <= BatchLimits.MaxGas);
    }

    [Fact]
    public void The_fullest_batch_fits_the_bytes_of_a_transaction()
    {
        Assert.True(Multicall3Calldata.Size(BatchLimits.MaxItems) <= BatchLimits.MaxCalldataBytes);
        Assert.True(BatchLimits.MaxCalldataBytes < 131_072);
    }

    [Fact]
    public void Limits_leave_room_above_what_the_token_was_measured_to_need()
    {
        Assert.True(GasFormula.Limit(1, GasFormula.Item(payeeHasBalance: true)) > 85_800);
        Assert.True(GasFormula.Limit(1, GasFormula.Item(payeeHasBalance: false)) > 102_900);
        Assert.True(GasFormula.Item(payeeHasBalance: true) > 50_700);
        Assert.True(GasFormula.Item(payeeHasBalance: false) > 72_600);
        Assert.Equal(21_000UL, GasFormula.Limit(0, 0));
    }

    [Fact]
    public void A_batch_leaves_the_settler_the_whole_cap_for_its_last_payment()
    {
        var measuredBeforeTheLast = 40_000UL + (70_000UL * (BatchLimits.MaxItems - 1));
        var limit = GasFormula.Limit(BatchLimits.MaxItems, BatchLimits.MaxItems * GasFormula.Item(payeeHasBalance: false));

        Assert.True(limit - measuredBeforeTheLast > GasFormula.SettlerItemCap * 64 / 63);
        Assert.True(GasFormula.SettlerItemCap <= SettlerCalldata.MaxItemGasCap);
    }

    [Theory]
    [InlineData(30_000_000)]
    [InlineData(60_000_000)]
    [InlineData(400_000_000)]
    public void A_batch_never_asks_for_more_than_its_share_of_a_block(ulong blockGasLimit)
    {
        var limit = GasFormula.Limit(2, GasFormula.MaxItemGas(blockGasLimit));

        Assert.True(limit <= BatchLimits.MaxGas);
        Assert.True(limit <= blockGasLimit / 100 * BatchLimits.MaxBlockSharePercent);
    }

    [Fact]
    public void A_large_block_is_bounded_by_the_transaction_and_a_small_one_by_the_share()
    {
        Assert.Equal(BatchLimits.MaxGas, GasFormula.Limit(2, GasFormula.MaxItemGas(400_000_000)));
        Assert.Equal(6_000_000UL, GasFormula.Limit(2, GasFormula.MaxItemGas(10_000_000)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(225_000)]
    public void Even_a_tiny_block_leaves_room_for_one_payment(ulong blockGasLimit)
    {
        Assert.Equal(GasFormula.Item(payeeHasBalance: false), GasFormula.MaxItemGas(blockGasLimit));
    }

    [Fact]
    public void A_payee_that_may_be_new_is_given_more_gas()
    {
        Assert.True(GasFormula.Item(payeeHasBalance: false) > GasFormula.Item(payeeHasBalance: true));
    }

    [Fact]
    public void A_call_with_the_caps_gas_leaves_the_token_exactly_the_cap() =>
        Assert.Equal(21_000UL + 4 + 16 + 16, GasFormula.Intrinsic([0, 1, 255]));

    [Fact]
    public void The_share_of_a_payment_that_burns_its_cap_pays_for_what_the_settler_needs_besides() =>
        Assert.InRange(GasFormula.WatchedItem, GasFormula.SettlerItemCap + (GasFormula.SettlerItemCap / 63) + 2_000, 100_000UL);
}
