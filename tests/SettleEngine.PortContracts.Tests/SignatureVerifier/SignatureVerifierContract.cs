using System.Security.Cryptography;
using System.Text;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>What every signature verifier must do, real or simulated.</summary>
public abstract class SignatureVerifierContract : IDisposable
{
    private static readonly UInt256 Order =
        new(0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFE, 0xBAAEDCE6AF48A03B, 0xBFD25E8CD0364141);

    private readonly FixedBaseSigner[] _payers = [.. Enumerable.Range(0, 5).Select(i => new FixedBaseSigner(Bytes($"payer {i}")))];
    private readonly Lazy<ISignatureVerifier> _verifier;

    protected SignatureVerifierContract() => _verifier = new Lazy<ISignatureVerifier>(() => Create(Tokens));

    protected static IReadOnlyList<Token> Tokens { get; } = [.. KnownTokens.For(42220)];

    protected ISignatureVerifier Verifier => _verifier.Value;

    [Fact]
    public async Task A_genuine_signature_is_accepted()
    {
        Assert.Equal(RejectReason.None, await VerdictAsync(SignedItem(0)));
    }

    [Fact]
    public async Task Each_token_is_checked_with_its_own_domain()
    {
        for (var token = 0; token < Tokens.Count; token++)
        {
            Assert.Equal(RejectReason.None, await VerdictAsync(SignedItem(0, token)));
            var other = Tokens[(token + 1) % Tokens.Count].Address;
            Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(SignedItem(0, token) with { Token = other }));
        }
    }

    [Fact]
    public async Task Any_change_to_what_was_signed_is_noticed()
    {
        var item = SignedItem(3);
        var signed = item.Authorization;
        Authorization[] changed =
        [
            signed with { Payer = _payers[0].Account },
            signed with { Payee = _payers[0].Account },
            signed with { Value = new TokenAmount(signed.Value.Units + 1) },
            signed with { ValidAfter = new UnixSeconds(signed.ValidAfter.Value + 1) },
            signed with { ValidBefore = new UnixSeconds(signed.ValidBefore.Value + 1) },
            signed with { AuthorizationNonce = new AuthorizationNonce(new Hash256(Bytes("another"))) },
        ];

        foreach (var authorization in changed)
        {
            Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Authorization = authorization }));
        }
    }

    [Fact]
    public async Task The_other_v_is_refused()
    {
        var item = SignedItem(0);
        var flipped = item.Signature with { V = (byte)(55 - item.Signature.V) };

        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Signature = flipped }));
    }

    [Fact]
    public async Task The_high_twin_of_a_genuine_signature_is_refused_as_high()
    {
        var item = SignedItem(0);
        var twin = new EcdsaSignature(
            item.Signature.R, Difference(Order, item.Signature.S), (byte)(55 - item.Signature.V));

        Assert.Equal(RejectReason.SignatureHighS, await VerdictAsync(item with { Signature = twin }));
    }

    [Fact]
    public async Task Values_out_of_range_are_refused()
    {
        var item = SignedItem(0);
        var signature = item.Signature;
        var order = Difference(Order, default);

        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Signature = signature with { R = default } }));
        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Signature = signature with { S = default } }));
        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Signature = signature with { R = order } }));
        Assert.Equal(RejectReason.SignatureHighS, await VerdictAsync(item with { Signature = signature with { S = order } }));
        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Signature = signature with { V = 29 } }));
        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(item with { Signature = default }));
        Assert.Equal(RejectReason.SignatureInvalid, await VerdictAsync(default(SignedAuthorization) with { Token = item.Token }));
    }

    [Fact]
    public async Task Items_that_have_a_reason_are_left_alone()
    {
        SignedAuthorization[] items = [SignedItem(0), default, SignedItem(1)];
        RejectReason[] verdicts = [RejectReason.Expired, RejectReason.Malformed, RejectReason.None];

        await Verifier.VerifyAsync(items, verdicts, CancellationToken.None);

        Assert.Equal([RejectReason.Expired, RejectReason.Malformed, RejectReason.None], verdicts);
    }

    [Fact]
    public async Task An_empty_group_completes()
    {
        await Verifier.VerifyAsync(default, default, CancellationToken.None);
    }

    [Fact]
    public async Task Verdicts_belong_to_their_items_in_groups_of_every_size()
    {
        for (var size = 1; size <= 40; size += 3)
        {
            await CheckGroupAsync(size, seed: size);
        }
    }

    [Fact]
    public async Task Concurrent_groups_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(seed => CheckGroupAsync(1 + (seed % 7), seed)));
    }

    public void Dispose()
    {
        if (_verifier.IsValueCreated)
        {
            (_verifier.Value as IDisposable)?.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the verifier under test; disposed after the test when it can be.</summary>
    protected abstract ISignatureVerifier Create(IReadOnlyList<Token> tokens);

    protected SignedAuthorization SignedItem(int number, int token = 0)
    {
        var payer = _payers[number % _payers.Length];
        var authorization = new Authorization(
            payer.Account,
            new Address(Bytes("payee")),
            new TokenAmount((ulong)number + 1),
            new UnixSeconds(0),
            new UnixSeconds(2_000_000_000),
            new AuthorizationNonce(new Hash256(Bytes($"nonce {number}"))));
        var digest = TransferDigest.Compute(Tokens[token].DomainSeparator, authorization);
        return new SignedAuthorization(
            Tokens[token].Address, authorization, payer.Sign(digest), ConfirmationLevel.Included);
    }

    protected async Task CheckGroupAsync(ISignatureVerifier verifier, int size, int seed)
    {
        var random = new Random(seed);
        var items = new SignedAuthorization[size];
        var expected = new RejectReason[size];
        for (var i = 0; i < size; i++)
        {
            items[i] = SignedItem(random.Next(1_000));
            if (random.Next(3) == 0)
            {
                var value = new TokenAmount(items[i].Authorization.Value.Units + 1);
                items[i] = items[i] with { Authorization = items[i].Authorization with { Value = value } };
                expected[i] = RejectReason.SignatureInvalid;
            }
        }

        var verdicts = new RejectReason[size];
        await verifier.VerifyAsync(items, verdicts, CancellationToken.None);

        Assert.Equal(expected, verdicts);
    }

    private static byte[] Bytes(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static Hash256 Difference(UInt256 left, Hash256 right)
    {
        var bytes = new byte[Hash256.Size];
        right.CopyTo(bytes);
        (left - new UInt256(bytes)).WriteBigEndian(bytes);
        return new Hash256(bytes);
    }

    private async Task<RejectReason> VerdictAsync(SignedAuthorization item)
    {
        var verdicts = new RejectReason[1];
        await Verifier.VerifyAsync(new[] { item }, verdicts, CancellationToken.None);
        return verdicts[0];
    }

    private Task CheckGroupAsync(int size, int seed) => CheckGroupAsync(Verifier, size, seed);
}
