using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.SignatureOracle;
using SettleEngine.SignatureOracle.Paths;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>The judge judged: kernels with the mistakes that such kernels have had are found out by the committed vectors.</summary>
public class FaultyPathTests
{
    [Fact]
    public void A_check_of_a_known_key_that_ignores_the_parity_is_found_out() =>
        AssertFoundOut((cases, index) => Recovered(cases, index, cases.Signatures[index])
            || Recovered(cases, index, cases.Signatures[index] with { V = (byte)(55 - cases.Signatures[index].V) }));

    [Fact]
    public void A_check_that_takes_other_v_for_28_is_found_out() =>
        AssertFoundOut((cases, index) =>
            Recovered(cases, index, cases.Signatures[index] with { V = (byte)(cases.Signatures[index].V == 27 ? 27 : 28) }));

    [OracleFact]
    public void A_check_that_compares_x_modulo_n_is_found_out() =>
        AssertFoundOut((cases, index) =>
        {
            var signature = cases.Signatures[index];
            var (digest, r, s) = (new byte[32], new byte[32], new byte[32]);
            cases.Digests[index].CopyTo(digest);
            signature.R.CopyTo(r);
            signature.S.CopyTo(s);
            var beyond = Libsecp256k1.Recover(digest, r, s, 2 + ((signature.V - 27) & 1));
            return Recovered(cases, index, signature)
                || (beyond is not null && beyond.AsSpan().SequenceEqual(cases.Payers[cases.Payer[index]].PublicKey));
        });

    [Fact]
    public void A_check_that_reduces_r_is_found_out() =>
        AssertFoundOut((cases, index) => Recovered(cases, index, cases.Signatures[index] with
        {
            R = CurveNumbers.Word(CurveNumbers.Read(cases.Signatures[index].R) % CurveNumbers.Order),
        }));

    [Fact]
    public void A_check_that_refuses_a_digest_of_zero_is_found_out() =>
        AssertFoundOut((cases, index) => !CurveNumbers.Mod(CurveNumbers.Read(cases.Digests[index])).IsZero
            && Recovered(cases, index, cases.Signatures[index]));

    [Fact]
    public void A_check_that_accepts_high_s_is_found_out() =>
        AssertFoundOut((cases, index) => Recovered(cases, index, cases.Signatures[index]), checksHighS: false);

    [Fact]
    public void The_same_check_without_a_fault_is_not_found_out()
    {
        using var path = new FaultyPath((cases, index) => Recovered(cases, index, cases.Signatures[index]), checksHighS: true);

        Assert.Equal(-1, path.FindDivergence(SharedCases.Vectors, 0, SharedCases.Vectors.Count));
    }

    private static void AssertFoundOut(Func<SignatureCases, int, bool> check, bool checksHighS = true)
    {
        using var path = new FaultyPath(check, checksHighS);

        Assert.True(path.FindDivergence(SharedCases.Vectors, 0, SharedCases.Vectors.Count) >= 0);
    }

    private static bool Recovered(SignatureCases cases, int index, EcdsaSignature signature) =>
        Secp256k1.TryRecover(cases.Digests[index], signature, out var signer)
        && signer == cases.Payers[cases.Payer[index]].Account;

    private sealed class FaultyPath(Func<SignatureCases, int, bool> check, bool checksHighS) : VerdictPath
    {
        public override void Judge(SignatureCases cases, int start, Span<RejectReason> verdicts)
        {
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = checksHighS && Secp256k1.IsHighS(cases.Signatures[start + i].S)
                    ? RejectReason.SignatureHighS
                    : check(cases, start + i) ? RejectReason.None : RejectReason.SignatureInvalid;
            }
        }
    }
}
