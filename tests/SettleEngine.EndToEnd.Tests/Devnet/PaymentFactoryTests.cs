using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Devnet;

public sealed class PaymentFactoryTests : IDisposable
{
    private static readonly PaymentTerms Terms = PaymentTerms.Until(new UnixSeconds(1_999_999_999));

    private readonly string _folder = Directory.CreateTempSubdirectory("settle-payments-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_gives_the_same_payments_and_another_seed_gives_others()
    {
        var payments = new PaymentFactory(1, 7).CreateMany(0, 200, Terms);

        Assert.Equal(payments, new PaymentFactory(1, 7).CreateMany(0, 200, Terms));
        Assert.Equal(payments[150..], new PaymentFactory(1, 7).CreateMany(150, 50, Terms));
        Assert.Empty(payments.Select(payment => payment.Key).Intersect(new PaymentFactory(2, 7).CreateMany(0, 200, Terms).Select(payment => payment.Key)));
    }

    [Fact]
    public void Every_payment_is_signed_by_its_payer_and_no_two_share_a_key()
    {
        var payments = new PaymentFactory(3, 5).CreateMany(0, 130, Terms);

        Assert.Equal(130, payments.Select(payment => payment.Key).Distinct().Count());
        Assert.Equal(5, payments.Select(payment => payment.Authorization.Payer).Distinct().Count());
        foreach (var payment in payments)
        {
            var digest = TransferDigest.Compute(LocalContracts.Token.DomainSeparator, payment.Authorization);
            Assert.True(Secp256k1.TryRecover(digest, payment.Signature, out var signer));
            Assert.Equal(payment.Authorization.Payer, signer);
        }
    }

    [Fact]
    public void A_payer_signs_what_the_official_client_signs()
    {
        var payer = new Payer(new FixedBaseSigner(DevAccount.All[1].PrivateKey.Span), LocalContracts.Token);
        var nonce = new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64)));

        var payment = payer.Pay(Terms with { Value = new TokenAmount(10_000) }, nonce);

        var signature = new byte[EcdsaSignature.Size];
        payment.Signature.CopyTo(signature);
        Assert.Equal(
            "0xadcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba01b",
            Hex.Encode(signature));
    }

    [Fact]
    public void Every_development_account_belongs_to_its_key()
    {
        foreach (var account in DevAccount.All)
        {
            Assert.Equal(account.Address, new FixedBaseSigner(account.PrivateKey.Span).Account);
            Assert.DoesNotContain(account.ToKeyFileLine()[2..], account.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_line_has_the_form_that_the_bulk_door_takes()
    {
        var path = Path.Combine(_folder, "one.ndjson");
        var payer = new Payer(new FixedBaseSigner(DevAccount.All[1].PrivateKey.Span), LocalContracts.Token);
        var nonce = new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64)));

        await PaymentFile.WriteAsync(
            path, 84532, new[] { payer.Pay(Terms with { Value = new TokenAmount(10_000) }, nonce) }, CancellationToken.None);

        Assert.Equal(
            """{"network":"eip155:84532","asset":"0x036cbd53842c5426634e7929541ec2318f3dcf7e","from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0x209693bc6afc0c5328ba36faf03c514ef312287c","value":"10000","validAfter":"0","validBefore":"1999999999","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111","signature":"0xadcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba01b"}"""
            + "\n",
            await File.ReadAllTextAsync(path));
    }
}
