using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.EndToEnd.Tests.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>Random batches, good and bad payments mixed: the chain must do what a model of the token says.</summary>
[Collection(SharedChain.Name)]
public sealed class SettlerFuzzTests(LocalChainFixture fixture) : IAsyncLifetime
{
    private const int PayerCount = 6;
    private const ulong Balance = 5_000;

    private static readonly UnixSeconds Far = new(4_000_000_000);

    private static readonly Address[] Payees =
    [
        PaymentTerms.DefaultPayee,
        Address.Parse("0x00000000000000000000000000000000f4e54aaa"),
        Address.Parse("0x00000000000000000000000000000000f4e54bbb"),
    ];

    private readonly LocalChain _chain = fixture.Chain;
    private readonly PaymentFactory _factory = new(seed: 600, PayerCount);
    private string _snapshot = "";

    public async Task InitializeAsync()
    {
        _snapshot = await _chain.SnapshotAsync();
        await _chain.EnsureSettlerAsync();
    }

    public Task DisposeAsync() => _chain.RevertAsync(_snapshot);

    [Fact]
    public async Task Random_batches_end_as_the_model_says()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var dice = new Random(seed);
            await _factory.FundAsync(_chain, new TokenAmount(Balance));
            var now = (await _chain.BlockTimeAsync()).Value;
            var drawn = Enumerable.Range(0, dice.Next(1, 25)).Select(i => Draw(dice, (100L * seed) + i, now)).ToList();
            if (dice.Next(3) == 0)
            {
                drawn.Add(drawn[dice.Next(drawn.Count)]);
            }

            var payments = drawn.Select(item => item.Payment).ToArray();
            var receipt = await _chain.MineSettlerAsync(payments);

            var expected = Model(drawn);
            Assert.True(receipt.Succeeded(), $"seed {seed}");
            Assert.True(expected.SequenceEqual(receipt.Settled(_chain, payments)), $"seed {seed}");
            foreach (var payer in _factory.Payers)
            {
                var paid = expected.Select(i => payments[i].Authorization).Where(paid => paid.Payer == payer.Account)
                    .Aggregate(0UL, (sum, paid) => sum + paid.Value.Units.Low64);
                Assert.Equal(Balance - paid, (await _chain.TokenBalanceAsync(payer.Account)).Units.Low64);
            }
        }
    }

    private (SignedAuthorization Payment, bool IsGood) Draw(Random dice, long number, ulong now)
    {
        var terms = PaymentTerms.Until(Far) with
        {
            Payee = Payees[dice.Next(2) == 0 ? 0 : dice.Next(Payees.Length)],
            Value = new TokenAmount((ulong)dice.Next(0, 2_500)),
        };
        var (name, isGood) = dice.Next(8) switch
        {
            0 => ("signature", false),
            1 => ("expired", false),
            2 => ("early", false),
            _ => ("good", true),
        };
        terms = name switch
        {
            "expired" => terms with { ValidBefore = new UnixSeconds(now - (ulong)dice.Next(100)) },
            "early" => terms with { ValidAfter = new UnixSeconds(now + 1_000 + (ulong)dice.Next(100)) },
            _ => terms with { ValidAfter = new UnixSeconds((ulong)dice.NextInt64((long)now)) },
        };
        var payment = _factory.Create(number, terms);
        if (!isGood && name == "signature")
        {
            payment = payment with { Signature = payment.Signature with { V = (byte)(55 - payment.Signature.V) } };
        }

        return (payment, isGood);
    }

    private static List<int> Model(List<(SignedAuthorization Payment, bool IsGood)> drawn)
    {
        var balances = new Dictionary<Address, ulong>();
        var used = new HashSet<AuthorizationKey>();
        var settled = new List<int>();
        for (var i = 0; i < drawn.Count; i++)
        {
            var (payment, isGood) = drawn[i];
            var value = payment.Authorization.Value.Units.Low64;
            var left = balances.GetValueOrDefault(payment.Authorization.Payer, Balance);
            if (isGood && left >= value && used.Add(payment.Key))
            {
                balances[payment.Authorization.Payer] = left - value;
                settled.Add(i);
            }
        }

        return settled;
    }
}
