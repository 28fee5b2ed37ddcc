using SettleEngine.Chain.Lanes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>What a key service returns is looked at before anything is made of it.</summary>
public sealed class CheckedLaneSignerTests
{
    private static readonly Hash256 Hash = Keccak256.Hash("a transaction"u8);

    [Fact]
    public async Task A_good_signature_passes()
    {
        using var inner = Signer(0);

        var made = await inner.SignAsync(Hash, default);
        var signature = await new CheckedLaneSigner(new Scripted(inner.Account, made)).SignAsync(Hash, default);

        Assert.True(Secp256k1.TryRecover(Hash, signature, out var account));
        Assert.Equal(inner.Account, account);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("hash")]
    [InlineData("parity")]
    [InlineData("high s")]
    [InlineData("zeros")]
    public async Task A_signature_that_is_not_the_lanes_own_is_refused(string wrong)
    {
        using var inner = Signer(0);
        using var other = Signer(1);
        var good = await inner.SignAsync(Hash, default);
        var bad = wrong switch
        {
            "key" => await other.SignAsync(Hash, default),
            "hash" => await inner.SignAsync(Keccak256.Hash("another transaction"u8), default),
            "parity" => new EcdsaSignature(good.R, good.S, (byte)(55 - good.V)),
            "high s" => new EcdsaSignature(good.R, Hash256.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140"), good.V),
            _ => default,
        };

        await Assert.ThrowsAsync<SignerUnavailableException>(async () =>
            await new CheckedLaneSigner(new Scripted(inner.Account, bad)).SignAsync(Hash, default));
    }

    private static PlatformLaneSigner Signer(int account)
    {
        Assert.True(PlatformLaneSigner.TryImport(DevAccount.All[account].PrivateKey.Span, out var signer));
        return signer;
    }

    private sealed class Scripted(Address account, EcdsaSignature answer) : ILaneSigner
    {
        public Address Account => account;

        public ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken) =>
            ValueTask.FromResult(answer);
    }
}
