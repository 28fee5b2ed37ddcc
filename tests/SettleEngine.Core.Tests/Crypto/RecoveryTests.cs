using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

public class RecoveryTests
{
    private const int DifferentialCount = 20_000;

    public static TheoryData<string> Classes => [.. RecoveryVector.All.Select(vector => vector.Class).Distinct()];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_committed_vector_gives_its_key_or_none(string @class)
    {
        foreach (var vector in RecoveryVector.All.Where(vector => vector.Class == @class))
        {
            AssertRecovers(vector.PublicKey, new Hash256(vector.Digest), vector.Signature);
        }
    }

    [Fact]
    public void The_vectors_cover_every_class_that_is_known_to_go_wrong()
    {
        string[] needed =
        [
            "normal", "high-s", "flipped-v", "edge-r", "edge-s", "r-too-large", "s-too-large", "r-zero", "s-zero", "other-v",
            "x-is-r-plus-n", "edge-digest", "u1-zero", "key-near-generator", "key-is-generator", "key-is-infinity",
            "small-factors",
        ];

        Assert.Equal(needed.Order(), RecoveryVector.All.Select(vector => vector.Class).Distinct().Order());
        Assert.True(RecoveryVector.All.Count >= 480);
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
    public void Random_and_mutated_signatures_give_what_the_oracle_gives()
    {
        var random = new Random(3009);
        var key = new byte[32];
        var digest = new byte[32];
        var signature = new byte[EcdsaSignature.Size];
        var found = 0;
        for (var i = 0; i < DifferentialCount; i++)
        {
            random.NextBytes(key);
            key[0] &= 0x7F;
            random.NextBytes(digest);
            EcdsaSigningVar.SignVar(key, new Hash256(digest)).CopyTo(signature);
            Mutate(signature, digest, random);
            var (r, s, v) = (signature[..32], signature[32..64], signature[64]);
            var expected = Libsecp256k1.Recover(digest, r, s, v - 27);

            AssertRecovers(expected, new Hash256(digest), new EcdsaSignature(new Hash256(r), new Hash256(s), v));
            found += expected is null ? 0 : 1;
        }

        Assert.InRange(found, DifferentialCount / 2, DifferentialCount - 1);
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

    private static void Mutate(byte[] signature, byte[] digest, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                signature[64] = (byte)(55 - signature[64]);
                break;
            case 1:
                signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                random.NextBytes(signature.AsSpan(0, 64));
                break;
            case 3:
                signature.AsSpan(random.Next(2) * 32, random.Next(33)).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                break;
            case 4:
                digest.AsSpan(0, random.Next(33)).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                break;
            default:
                break;
        }
    }
}
