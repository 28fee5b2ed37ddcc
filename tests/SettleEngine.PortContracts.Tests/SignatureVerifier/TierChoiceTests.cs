using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Verifier;
using SettleEngine.Verifier.Memory;
using SettleEngine.Verifier.Tiers;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

public class TierChoiceTests
{
    [Fact]
    public void The_fastest_tier_that_works_is_taken()
    {
        Assert.Equal(VerifierTier.Avx512, Choice(_ => true, _ => null).Choose(null));
    }

    [Fact]
    public void A_tier_that_the_machine_lacks_is_not_tested()
    {
        var choice = Choice(tier => tier == VerifierTier.Scalar, tier => tier == VerifierTier.Scalar ? null : "tested");

        Assert.Equal(VerifierTier.Scalar, choice.Choose(null));
    }

    [Fact]
    public void A_tier_that_fails_its_self_test_gives_way_to_the_scalar_one_and_is_warned_of()
    {
        var lines = new List<string>();
        var choice = Choice(_ => true, tier => tier == VerifierTier.Avx512 ? "digests are wrong" : null, lines);

        Assert.Equal(VerifierTier.Scalar, choice.Choose(null));
        var line = Assert.Single(lines);
        Assert.Contains("Avx512", line, StringComparison.Ordinal);
        Assert.Contains("digests are wrong", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scalar_tier_that_fails_stops_the_start()
    {
        var exception = Assert.Throws<VerifierStartException>(() => Choice(_ => true, _ => "everything is wrong").Choose(null));

        Assert.Contains("Scalar", exception.Message, StringComparison.Ordinal);
        Assert.Contains("everything is wrong", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Insisting_on_a_tier_that_is_not_there_or_fails_stops_the_start()
    {
        var missing = Choice(tier => tier == VerifierTier.Scalar, _ => null);
        var failing = Choice(_ => true, tier => tier == VerifierTier.Avx512 ? "digests are wrong" : null);

        Assert.Contains(
            "needs AVX-512",
            Assert.Throws<VerifierStartException>(() => missing.Choose(VerifierTier.Avx512)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "fails its self-test",
            Assert.Throws<VerifierStartException>(() => failing.Choose(VerifierTier.Avx512)).Message,
            StringComparison.Ordinal);
        Assert.Equal(VerifierTier.Scalar, failing.Choose(VerifierTier.Scalar));
    }

    [Theory]
    [InlineData(VerifierTier.Scalar)]
    [InlineData(VerifierTier.Avx512)]
    public void Every_tier_of_this_machine_gives_the_known_answers(VerifierTier tier)
    {
        Assert.True(!SignatureKernels.IsSupported(tier) || SelfTest.FindFault(tier) is null);
    }

    [Theory]
    [InlineData(VerifierTier.Scalar)]
    [InlineData(VerifierTier.Avx512)]
    public void A_wrong_answer_to_any_question_is_found(VerifierTier tier)
    {
        if (!SignatureKernels.IsSupported(tier))
        {
            tier = VerifierTier.Scalar;
        }

        using var workspace = new NativeRegion(SignatureKernels.WorkspaceBytes);
        var kernels = SignatureKernels.Create(tier, GeneratorTables.Of(tier).Address, workspace.Address);
        var good = KnownAnswers.Payments;
        var other = Address.Parse("0x00000000000000000000000000000000000000aa");
        var digest = good[3] with { Digest = good[4].Digest };
        var signature = good[5] with { Item = good[5].Item with { Signature = good[6].Item.Signature } };
        var payer = good[7] with
        {
            Item = good[7].Item with { Authorization = good[7].Item.Authorization with { Payer = other } },
        };

        Assert.Null(SelfTest.FindFault(kernels, good));
        Assert.Equal("digests are wrong", SelfTest.FindFault(kernels, [.. good.Take(7), digest]));
        Assert.Equal("recovered accounts are wrong", SelfTest.FindFault(kernels, [.. good.Take(7), signature]));
        Assert.Equal("digests are wrong", SelfTest.FindFault(kernels, [.. good.Take(7), payer]));
    }

    private static TierChoice Choice(
        Func<VerifierTier, bool> isSupported, Func<VerifierTier, string?> findFault, List<string>? lines = null) =>
        new(isSupported, findFault, lines is null ? NullLogger.Instance : new ListLogger(lines));
}
