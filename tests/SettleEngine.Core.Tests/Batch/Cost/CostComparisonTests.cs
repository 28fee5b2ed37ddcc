using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Batch.Cost;

/// <summary>What a batch saved is held against the transactions that would have been sent without it.</summary>
public class CostComparisonTests
{
    private const ulong Gwei = 1_000_000_000;
    private const ulong Price = 5_000_001;

    private static readonly L1Prices Prices = new(Gwei, Gwei / 16, BaseFeeScalar: 2_269, BlobBaseFeeScalar: 1_055_762);
    private static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    private static readonly ChainCosts Chain = new(8453, "ETH", L1FeeKind.Fjord, BaseFeeFloorWei: 5_000_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Without_a_fee_for_bytes_only_gas_is_compared(int payments)
    {
        var items = Items(payments);

        var comparison = CostComparison.Of(Chain, items, new SubmissionCost(1, Price, 0, default), Settler(items));

        Assert.Equal((UInt128)GasModel.Predict(SettlementKind.Plain, BatchShape.ToOnePayee(1)) * (ulong)payments * Price, comparison.SingleWei);
        Assert.Equal((UInt128)GasModel.Predict(SettlementKind.Multicall3, BatchShape.ToOnePayee(payments)) * Price, comparison.AggregateWei);
    }

    [Theory]
    [InlineData(L1FeeKind.Fjord)]
    [InlineData(L1FeeKind.Ecotone)]
    public void Bytes_cost_what_the_other_transactions_bytes_would_have_cost(L1FeeKind kind)
    {
        var items = Items(100);
        var raw = Settler(items);
        var chain = Chain with { L1 = kind };
        var l1FeeWei = (ulong)L1Fee.Of(kind, Prices, raw);

        var comparison = CostComparison.Of(chain, items, new SubmissionCost(4_656_200, Price, l1FeeWei, default), raw);

        var singleWei = items.Aggregate((UInt128)0, (sum, item) => sum + L1Fee.Of(kind, Prices, Sign(Token, Plain(item))));
        var aggregateWei = L1Fee.Of(kind, Prices, Sign(Multicall3Calldata.Contract, Aggregate(items)));
        Near(singleWei, comparison.SingleWei - (85_788 * (UInt128)100 * Price));
        Near(aggregateWei, comparison.AggregateWei - ((UInt128)GasModel.Predict(SettlementKind.Multicall3, BatchShape.ToOnePayee(100)) * Price));
    }

    [Fact]
    public void What_settled_nothing_saved_nothing()
    {
        var comparison = CostComparison.Of(Chain, [], new SubmissionCost(2_000_000, Price, 1_000, default), Settler(Items(20)));

        Assert.Equal(default, comparison);
    }

    [Fact]
    public void The_shape_of_payments_counts_who_pays_and_who_is_paid()
    {
        var items = Items(5);
        items[1] = items[0];
        items[4] = items[4] with { Authorization = items[4].Authorization with { Payee = Token } };

        Assert.Equal(new BatchShape(5, 4, 2, 0), BatchShape.Of(items));
    }

    private static void Near(UInt128 expected, UInt128 actual) =>
        Assert.True(Math.Abs(((double)actual / (double)expected) - 1) < 0.02, $"{actual} is not within 2 % of {expected}.");

    private static SignedAuthorization[] Items(int payments)
    {
        var dice = new Random(3);
        var payee = new Address(Bytes(dice, Address.Size));
        return [.. Enumerable.Range(0, payments).Select(_ => new SignedAuthorization(
            Token,
            new Authorization(
                new Address(Bytes(dice, Address.Size)),
                payee,
                new TokenAmount((ulong)dice.Next(1_000, 60_000)),
                new UnixSeconds(1_763_712_000),
                new UnixSeconds(1_763_712_900),
                new AuthorizationNonce(new Hash256(Bytes(dice, Hash256.Size)))),
            new EcdsaSignature(new Hash256(Bytes(dice, Hash256.Size)), new Hash256(Low(Bytes(dice, Hash256.Size))), 28),
            ConfirmationLevel.Included))];
    }

    private static byte[] Settler(SignedAuthorization[] items)
    {
        var data = new byte[SettlerCalldata.Size(items)];
        SettlerCalldata.Write(items, 90_000, data);
        return Sign(SettlerContract.Address, data);
    }

    private static byte[] Plain(SignedAuthorization item)
    {
        var data = new byte[TransferCalldata.Size];
        TransferCalldata.Write(item, data);
        return data;
    }

    private static byte[] Aggregate(SignedAuthorization[] items)
    {
        var data = new byte[Multicall3Calldata.Size(items.Length)];
        Multicall3Calldata.Write(items, data);
        return data;
    }

    private static byte[] Sign(Address to, byte[] data)
    {
        var dice = new Random(4);
        var signature = new EcdsaSignature(new Hash256(Bytes(dice, Hash256.Size)), new Hash256(Low(Bytes(dice, Hash256.Size))), 27);
        return new Eip1559Transaction(8453, new AccountNonce(16), 1, 10_000_001, 7_656_428, to, default, data).Encode(signature);
    }

    private static byte[] Low(byte[] half)
    {
        half[0] &= 0x7f;
        return half;
    }

    private static byte[] Bytes(Random dice, int count)
    {
        var bytes = new byte[count];
        dice.NextBytes(bytes);
        return bytes;
    }
}
