using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle;
using SettleEngine.SignatureOracle.Paths;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Neighbours in a group never touch each other's verdicts, on every tier and path.</summary>
public class VerdictGroupTests
{
    private const int MaxSize = 17;

    private static readonly IReadOnlyList<PayerKey> Payers =
        [.. Enumerable.Range(1, MaxSize).Select(i => PayerKey.Of(CurveNumbers.Mod((i * CurveNumbers.Lambda) + 7)))];

    /// <summary>What one bad item can be. Each ends the arithmetic of a lane in its own way.</summary>
    private static readonly Func<SignatureCases, int, RejectReason>[] Spoilers =
    [
        FlipV, RaiseS, ZeroR, ZeroS, TooLargeR, RaiseV, RWithoutPoint, ClaimNeighbour, MakeInfinity, ChangeDigest,
    ];

    [Theory]
    [Paths]
    [AbsentPaths]
    public void One_bad_item_is_refused_at_every_position_of_every_size_and_its_neighbours_are_not(string path)
    {
        using var open = SharedCases.Open(path, Payers);
        for (var size = 1; size <= MaxSize; size++)
        {
            for (var position = 0; position < size; position++)
            {
                var cases = GoodGroup(size);
                cases.Verdicts[position] = Spoilers[(size + (3 * position)) % Spoilers.Length](cases, position);

                AssertVerdicts(open, cases);
            }
        }
    }

    [Theory]
    [Paths]
    [AbsentPaths]
    public void Every_kind_of_bad_item_is_refused_in_every_lane(string path)
    {
        using var open = SharedCases.Open(path, Payers);
        foreach (var spoil in Spoilers)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                var cases = GoodGroup(8);
                cases.Verdicts[lane] = spoil(cases, lane);

                AssertVerdicts(open, cases);
            }
        }
    }

    [Theory]
    [Paths]
    [AbsentPaths]
    public void One_good_item_among_bad_neighbours_is_the_only_one_accepted(string path)
    {
        using var open = SharedCases.Open(path, Payers);
        foreach (var spoil in Spoilers)
        {
            for (var good = 0; good < 8; good += 3)
            {
                var cases = GoodGroup(8);
                for (var i = 0; i < cases.Count; i++)
                {
                    if (i != good)
                    {
                        cases.Verdicts[i] = spoil(cases, i);
                    }
                }

                AssertVerdicts(open, cases);
            }
        }
    }

    [Theory]
    [Paths]
    [AbsentPaths]
    public void The_same_signature_many_times_and_the_same_point_with_both_parities_all_have_their_verdicts(string path)
    {
        using var open = SharedCases.Open(path, Payers);
        foreach (var size in new[] { 2, 7, 8, 16, MaxSize })
        {
            var cases = GoodGroup(size);
            for (var i = 1; i < size; i++)
            {
                cases.Digests[i] = cases.Digests[0];
                cases.Signatures[i] = cases.Signatures[0];
                cases.Payer[i] = cases.Payer[0];
                if (i % 3 == 2)
                {
                    cases.Verdicts[i] = FlipV(cases, i);
                }
            }

            AssertVerdicts(open, cases);
        }
    }

    [Theory]
    [Paths]
    [AbsentPaths]
    public void One_point_under_several_digests_and_payers_is_no_duplicate(string path)
    {
        using var open = SharedCases.Open(path, Payers);
        var point = SigningPoint.Of(BigInteger.Pow(7, 80));
        foreach (var size in new[] { 2, 8, 16, MaxSize })
        {
            var cases = GoodGroup(size);
            for (var i = 0; i < size; i++)
            {
                SetFromFactors(cases, i, point);
            }

            AssertVerdicts(open, cases);
        }
    }

    /// <summary>Keys ±1, ±2, … times the generator, and factors that make sums meet in all lanes at once.</summary>
    [Theory]
    [Paths]
    [AbsentPaths]
    public void Keys_next_to_the_generator_and_factors_of_one_are_judged_like_others(string path)
    {
        BigInteger[] special = [1, 2, 3, 16, CurveNumbers.Order - 1, CurveNumbers.Order - 2, CurveNumbers.Lambda];
        IReadOnlyList<PayerKey> payers = [.. special.Select(PayerKey.Of)];
        using var open = SharedCases.Open(path, payers);
        BigInteger[] factors = [0, 1, 2, CurveNumbers.Order - 1, CurveNumbers.Order - 2, CurveNumbers.HalfOrder, CurveNumbers.Lambda];
        foreach (var u2 in factors.Skip(1))
        {
            var cases = new SignatureCases(payers, payers.Count * factors.Length);
            for (var i = 0; i < cases.Count; i++)
            {
                var payer = i / factors.Length;
                cases.Payer[i] = payer;
                cases.Verdicts[i] = SetFactors(cases, i, factors[i % factors.Length], u2, payers[payer].PrivateKey);
            }

            AssertVerdicts(open, cases);
        }
    }

    private static SignatureCases GoodGroup(int size)
    {
        var cases = new SignatureCases(Payers, size);
        for (var i = 0; i < size; i++)
        {
            cases.Payer[i] = (i * 5) % Payers.Count;
            cases.Digests[i] = Keccak256.Hash([(byte)size, (byte)i]);
            cases.Signatures[i] = EcdsaSigningVar.SignVar(
                CurveNumbers.Bytes(Payers[cases.Payer[i]].PrivateKey), cases.Digests[i]);
        }

        return cases;
    }

    private static void AssertVerdicts(VerdictPath path, SignatureCases cases)
    {
        var verdicts = new RejectReason[cases.Count];
        path.Judge(cases, 0, verdicts);
        Assert.Equal(cases.Verdicts, verdicts);
    }

    /// <summary>Makes the good signature of given factors: r from the point u₁ G + u₂ Q, s = r / u₂, z = u₁ s.</summary>
    private static RejectReason SetFactors(SignatureCases cases, int index, BigInteger u1, BigInteger u2, BigInteger key)
    {
        var k = CurveNumbers.Mod(u1 + (u2 * key));
        var isInfinity = k.IsZero;
        var point = SigningPoint.Of(isInfinity ? 5 : k);
        var s = CurveNumbers.Mod(point.R * CurveNumbers.Invert(u2));
        cases.Digests[index] = CurveNumbers.Word(CurveNumbers.Mod(u1 * s));
        cases.Signatures[index] = point.Signature(s);
        return isInfinity ? RejectReason.SignatureInvalid : RejectReason.None;
    }

    private static void SetFromFactors(SignatureCases cases, int index, SigningPoint point)
    {
        var key = Payers[cases.Payer[index]].PrivateKey;
        var s = CurveNumbers.Mod(point.InverseK * (CurveNumbers.Read(cases.Digests[index]) + (point.R * key)));
        cases.Signatures[index] = point.Signature(s);
    }

    private static RejectReason FlipV(SignatureCases cases, int index) =>
        Change(cases, index, cases.Signatures[index] with { V = (byte)(55 - cases.Signatures[index].V) });

    private static RejectReason RaiseS(SignatureCases cases, int index)
    {
        var signature = cases.Signatures[index];
        Change(cases, index, new EcdsaSignature(
            signature.R, CurveNumbers.Word(CurveNumbers.Order - CurveNumbers.Read(signature.S)), (byte)(55 - signature.V)));
        return RejectReason.SignatureHighS;
    }

    private static RejectReason ZeroR(SignatureCases cases, int index) =>
        Change(cases, index, cases.Signatures[index] with { R = default });

    private static RejectReason ZeroS(SignatureCases cases, int index) =>
        Change(cases, index, cases.Signatures[index] with { S = default });

    private static RejectReason TooLargeR(SignatureCases cases, int index) =>
        Change(cases, index, cases.Signatures[index] with { R = CurveNumbers.Word(CurveNumbers.Order + index) });

    private static RejectReason RaiseV(SignatureCases cases, int index) =>
        Change(cases, index, cases.Signatures[index] with { V = (byte)(cases.Signatures[index].V + 2) });

    /// <summary>x = 5 is on no point: 5³ + 7 has no square root.</summary>
    private static RejectReason RWithoutPoint(SignatureCases cases, int index) =>
        Change(cases, index, cases.Signatures[index] with { R = CurveNumbers.Word(5) });

    private static RejectReason ClaimNeighbour(SignatureCases cases, int index)
    {
        cases.Payer[index] = (cases.Payer[index] + 1) % Payers.Count;
        return RejectReason.SignatureInvalid;
    }

    private static RejectReason MakeInfinity(SignatureCases cases, int index)
    {
        var product = CurveNumbers.Read(cases.Signatures[index].R) * Payers[cases.Payer[index]].PrivateKey;
        cases.Digests[index] = CurveNumbers.Word(CurveNumbers.Mod(-product));
        return RejectReason.SignatureInvalid;
    }

    private static RejectReason ChangeDigest(SignatureCases cases, int index)
    {
        cases.Digests[index] = new Hash256(CurveNumbers.Bytes(CurveNumbers.Read(cases.Digests[index]) ^ 1));
        return RejectReason.SignatureInvalid;
    }

    private static RejectReason Change(SignatureCases cases, int index, EcdsaSignature signature)
    {
        cases.Signatures[index] = signature;
        return RejectReason.SignatureInvalid;
    }
}
