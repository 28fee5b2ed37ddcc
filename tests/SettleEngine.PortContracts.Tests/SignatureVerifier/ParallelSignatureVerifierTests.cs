using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Verifier;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>The contract on the scalar tier, and what this verifier promises beyond it; <see cref="Avx512SignatureVerifierTests"/>
/// has the same for the other tier.</summary>
public class ParallelSignatureVerifierTests : SignatureVerifierContract
{
    protected virtual VerifierTier Tier => VerifierTier.Scalar;

    [Fact]
    public async Task A_single_payment_does_not_wait_for_the_whole_of_a_large_group()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, Options(workers: 1));
        var large = Enumerable.Repeat(SignedItem(0), 5_000).ToArray();
        var largeCall = verifier.VerifyAsync(large, new RejectReason[large.Length], CancellationToken.None).AsTask();

        await verifier.VerifyAsync(new[] { SignedItem(1) }, new RejectReason[1], CancellationToken.None);

        Assert.False(largeCall.IsCompleted);
        await largeCall;
    }

    [Fact]
    public async Task More_groups_than_there_are_slots_all_complete()
    {
        var item = new[] { SignedItem(0) };
        var calls = Enumerable.Range(0, ParallelSignatureVerifier.MaxGroups * 3)
            .Select(_ => Verifier.VerifyAsync(item, new RejectReason[1], CancellationToken.None).AsTask());

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_cancelled_call_ends_and_touches_no_memory_afterwards()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, Options(workers: 2));
        using var cancellation = new CancellationTokenSource();
        var bad = SignedItem(0) with { Signature = SignedItem(1).Signature };
        var items = Enumerable.Repeat(bad, 5_000).ToArray();
        var verdicts = new RejectReason[items.Length];
        var call = verifier.VerifyAsync(items, verdicts, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var snapshot = verdicts.ToArray();
        await verifier.VerifyAsync(new[] { bad }, new RejectReason[1], CancellationToken.None);
        Assert.Equal(snapshot, verdicts);
        Assert.Contains(RejectReason.None, verdicts);
    }

    [Fact]
    public async Task Stopping_completes_what_was_begun_and_refuses_what_comes_later()
    {
        var verifier = new ParallelSignatureVerifier(Tokens, Options(workers: 2));
        var bad = SignedItem(0) with { Signature = SignedItem(1).Signature };
        var verdicts = new RejectReason[200];
        var call = verifier.VerifyAsync(Enumerable.Repeat(bad, 200).ToArray(), verdicts, CancellationToken.None).AsTask();

        verifier.Dispose();
        verifier.Dispose();

        await call;
        Assert.All(verdicts, verdict => Assert.Equal(RejectReason.SignatureInvalid, verdict));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await verifier.VerifyAsync(new[] { bad }, new RejectReason[1], CancellationToken.None));
    }

    [Fact]
    public async Task A_token_that_nobody_allowed_breaks_an_invariant_for_its_caller_alone()
    {
        var stranger = SignedItem(0) with { Token = Address.Parse("0x00000000000000000000000000000000000000aa") };

        await Assert.ThrowsAsync<InvariantBrokenException>(
            async () => await Verifier.VerifyAsync(new[] { stranger }, new RejectReason[1], CancellationToken.None));

        var verdicts = new RejectReason[1];
        await Verifier.VerifyAsync(new[] { SignedItem(0) }, verdicts, CancellationToken.None);
        Assert.Equal(RejectReason.None, verdicts[0]);
    }

    [Fact]
    public void The_tier_that_was_asked_for_is_used()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, Options(workers: 1));

        Assert.Equal(Tier, verifier.Tier);
    }

    [Fact]
    public async Task A_payer_that_pays_often_is_checked_with_a_table_and_judged_the_same()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, Options(workers: 2));
        var rounds = 0;
        for (; rounds < 2_000 && verifier.Statistics.KnownChecks == 0; rounds++)
        {
            await CheckGroupAsync(verifier, size: 40, seed: rounds);
        }

        var statistics = verifier.Statistics;
        Assert.Equal(5, statistics.Payers);
        Assert.InRange(statistics.SmallTables, 1, 5);
        Assert.True(statistics.KnownChecks > 0);
        Assert.Equal(rounds * 40, statistics.KnownChecks + statistics.UnknownChecks);
    }

    [Fact]
    public async Task Small_groups_of_many_callers_are_checked_together_and_answered_apart()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, Options(workers: 1));
        await Task.WhenAll(Enumerable.Range(0, 400).Select(seed => CheckGroupAsync(verifier, size: 1, seed)));
    }

    [Fact]
    public void A_cache_that_is_too_small_is_a_mistake_of_the_caller()
    {
        var options = Options(workers: 1);
        options.CacheBytes = VerifierOptions.MinCacheBytes - 1;

        Assert.Throws<InvariantBrokenException>(() => new ParallelSignatureVerifier(Tokens, options));
    }

    protected override ISignatureVerifier Create(IReadOnlyList<Token> tokens) =>
        new ParallelSignatureVerifier(tokens, Options(workers: 3));

    protected VerifierOptions Options(int workers) => new() { Workers = workers, Tier = Tier, CacheBytes = 64 << 20 };
}
