using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle;
using SettleEngine.SignatureOracle.Paths;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Runs the files of the Wycheproof project where they are at hand. They know no v, so both are tried: a valid
/// signature gives the stated key with exactly one of them, an invalid one with none.</summary>
public class PublishedVectorsTests
{
    private static string Folder => Environment.GetEnvironmentVariable(PublishedVectorsFactAttribute.Variable)!;

    [PublishedVectorsFact]
    public void Signatures_in_der_have_their_results() => Run("ecdsa_secp256k1_sha256_test.json", ReadDer, expectedCount: 476);

    [PublishedVectorsFact]
    public void Signatures_in_der_with_low_s_have_their_results() =>
        Run("ecdsa_secp256k1_sha256_bitcoin_test.json", ReadDer, expectedCount: 463);

    [PublishedVectorsFact]
    public void Signatures_of_two_halves_have_their_results() =>
        Run("ecdsa_secp256k1_sha256_p1363_test.json", ReadHalves, expectedCount: 252);

    private static void Run(string file, Func<byte[], (BigInteger R, BigInteger S)?> read, int expectedCount)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));
        var count = 0;
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("uncompressed").GetString()!)[1..];
            IReadOnlyList<PayerKey> payers = [PayerKey.Of(key), PayerKey.Of(3)];
            var paths = VerdictPaths.All.Where(path => path.Absence is null).ToList();
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                count++;
                Check(test, read, payers, paths);
            }
        }

        Assert.Equal(expectedCount, count);
    }

    private static void Check(
        JsonElement test,
        Func<byte[], (BigInteger R, BigInteger S)?> read,
        IReadOnlyList<PayerKey> payers,
        List<PathDescription> paths)
    {
        var name = $"{test.GetProperty("tcId").GetInt32()} {test.GetProperty("comment").GetString()}";
        var isValid = test.GetProperty("result").GetString() == "valid";
        if (read(Convert.FromHexString(test.GetProperty("sig").GetString()!)) is not var (r, s) || !Fits(r) || !Fits(s))
        {
            Assert.False(isValid, name);
            return;
        }

        // A valid signature with high s is tried as its twin with low s, which belongs to the other v.
        var low = isValid && s > CurveNumbers.HalfOrder ? CurveNumbers.Order - s : s;
        var digest = new Hash256(SHA256.HashData(Convert.FromHexString(test.GetProperty("msg").GetString()!)));
        var cases = new SignatureCases(payers, 2);
        for (var v = 0; v < 2; v++)
        {
            cases.Digests[v] = digest;
            cases.Signatures[v] = new EcdsaSignature(CurveNumbers.Word(r), CurveNumbers.Word(low), (byte)(27 + v));
        }

        // The EVM has no recovery ids for a point whose x is r + n, so it refuses what plain ECDSA takes.
        var isBeyondOrder = isValid && r + CurveNumbers.Order < CurveNumbers.Prime && HasPointBeyondOrder(payers[0], digest, r, low);
        foreach (var path in paths)
        {
            using var open = path.Create(payers);
            var verdicts = new RejectReason[2];
            open.Judge(cases, 0, verdicts);
            var good = verdicts.Count(verdict => verdict == RejectReason.None);
            Assert.True(good == (isValid && !isBeyondOrder ? 1 : 0), $"{path}: {name}: {good}");
        }
    }

    private static bool HasPointBeyondOrder(PayerKey payer, Hash256 digest, BigInteger r, BigInteger s)
    {
        var bytes = CurveNumbers.Bytes(CurveNumbers.Read(digest));
        return Enumerable.Range(2, 2).Any(id =>
            payer.PublicKey.AsSpan().SequenceEqual(Libsecp256k1.Recover(bytes, CurveNumbers.Bytes(r), CurveNumbers.Bytes(s), id)));
    }

    private static bool Fits(BigInteger value) => value.Sign >= 0 && value < BigInteger.One << 256;

    private static (BigInteger R, BigInteger S)? ReadDer(byte[] signature)
    {
        try
        {
            var outer = new AsnReader(signature, AsnEncodingRules.DER);
            var inner = outer.ReadSequence();
            var (r, s) = (inner.ReadInteger(), inner.ReadInteger());
            inner.ThrowIfNotEmpty();
            outer.ThrowIfNotEmpty();
            return (r, s);
        }
        catch (AsnContentException)
        {
            // Encodings are not what these tests are about: payers send 65 bytes.
            return null;
        }
    }

    private static (BigInteger R, BigInteger S)? ReadHalves(byte[] signature) =>
        signature.Length == 64 ? (CurveNumbers.Read(signature.AsSpan(0, 32)), CurveNumbers.Read(signature.AsSpan(32))) : null;
}
