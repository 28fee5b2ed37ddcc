using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

public class RecoveryTests
{
    [Fact]
    public void The_vectors_cover_every_class_that_is_known_to_go_wrong()
    {
        string[] needed =
        [
            "normal", "high-s", "flipped-v", "edge-r", "edge-s", "r-too-large", "s-too-large", "r-zero", "s-zero", "other-v",
            "x-is-r-plus-n", "edge-digest", "u1-zero", "key-near-generator", "key-is-generator", "key-is-infinity",
            "small-factors",
            "hash-of-ones", "hash-of-zeros", "hash-at-order", "hash-of-limbs", "good", "modified-r", "modified-s", "truncated",
            "good-before-other-v", "other-v-of-good", "good-before-x-beyond-order", "x-beyond-order",
            "r-plus-n", "s-plus-n", "special-pair", "small-r-and-s", "small-r-and-inverse", "large-r-and-s",
            "r-between-n-and-p", "half-order", "modular-inverse", "edge-u1", "edge-u2", "edge-u1-and-u2", "extreme-point",
            "sums-equal", "sums-opposite", "sums-meet-on-the-way", "edge-key-x", "edge-key-y",
        ];

        Assert.Equal(needed.Order(), RecoveryVector.All.Select(vector => vector.Class).Distinct().Order());
        Assert.True(RecoveryVector.All.Count >= 1_350);
    }

    [OracleFact]
    public void The_committed_classes_are_what_the_generator_writes()
    {
        var written = ClassVectors.Write();
        if (written != Repository.Read("tests/SettleEngine.Core.Tests/vectors/classes.txt"))
        {
            var path = Path.Combine(AppContext.BaseDirectory, "classes.txt");
            File.WriteAllText(path, written);
            Assert.Fail($"The generator writes other vectors than those committed. They are in {path}.");
        }
    }

    [OracleFact]
    public void The_committed_results_are_the_oracles()
    {
        foreach (var vector in RecoveryVector.All.Where(vector => vector.V is 27 or 28))
        {
            Assert.Equal(vector.PublicKey, Libsecp256k1.Recover(vector.Digest, vector.R, vector.S, vector.V - 27));
        }
    }

    [OracleFact]
    public void Signatures_and_public_keys_are_the_oracles_byte_for_byte()
    {
        var random = new Random(6979);
        var key = new byte[32];
        var digest = new byte[32];
        var signature = new byte[EcdsaSignature.Size];
        var publicKey = new byte[Secp256k1.PublicKeySize];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(key);
            key[0] &= 0x7F;
            random.NextBytes(digest);

            EcdsaSigningVar.SignVar(key, new Hash256(digest)).CopyTo(signature);
            Assert.True(EcdsaSigningVar.TryGetPublicKeyVar(key, publicKey));

            Assert.Equal(Libsecp256k1.Sign(digest, key), signature);
            Assert.Equal(Libsecp256k1.PublicKey(key), publicKey);
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", true)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", true)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", false)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)]
    public void Private_keys_lie_between_one_and_the_order(string privateKey, bool isValid)
    {
        var key = Convert.FromHexString(privateKey);
        var publicKey = new byte[Secp256k1.PublicKeySize];

        Assert.Equal(isValid, EcdsaSigningVar.TryGetPublicKeyVar(key, publicKey));
        if (isValid)
        {
            var digest = Keccak256.Hash(key);
            AssertRecovers(publicKey, digest, EcdsaSigningVar.SignVar(key, digest));
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", false)]
    [InlineData("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1", true)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", true)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", true)]
    public void High_s_begins_above_half_the_order(string s, bool isHigh)
    {
        Assert.Equal(isHigh, Secp256k1.IsHighS(Hash256.Parse("0x" + s)));
    }

    [Fact]
    public void A_refused_signature_leaves_the_callers_memory_alone()
    {
        var publicKey = Enumerable.Repeat((byte)0xA5, Secp256k1.PublicKeySize).ToArray();

        Assert.False(Secp256k1.TryRecover(default, new EcdsaSignature(default, default, 27), publicKey));

        Assert.All(publicKey, value => Assert.Equal(0xA5, value));
    }

    [Fact]
    public void Recovery_and_digest_allocate_nothing()
    {
        var vector = RecoveryVector.All[0];
        var digest = new Hash256(vector.Digest);
        var signature = vector.Signature;
        var item = new SignedAuthorization(default, default, signature, default);
        Secp256k1.TryRecover(digest, signature, out _);
        SignatureRule.Check(item, digest);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Secp256k1.TryRecover(digest, signature, out _);
            SignatureRule.Check(item, digest);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertRecovers(byte[]? expected, Hash256 digest, in EcdsaSignature signature)
    {
        var publicKey = new byte[Secp256k1.PublicKeySize];
        var recovered = Secp256k1.TryRecover(digest, signature, publicKey);
        Assert.Equal(expected, recovered ? publicKey : null);

        Assert.Equal(recovered, Secp256k1.TryRecover(digest, signature, out var signer));
        Assert.Equal(recovered ? Secp256k1.AddressOf(publicKey) : default, signer);
    }
}
