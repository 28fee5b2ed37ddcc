using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Verifier;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

public sealed class ParallelSignatureVerifierTests : SignatureVerifierContract
{
    [Fact]
    public async Task A_single_payment_does_not_wait_for_the_whole_of_a_large_group()
    {
        using var verifier = new ParallelSignatureVerifier(Tokens, workerCount: 1);
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
        using var verifier = new ParallelSignatureVerifier(Tokens, workerCount: 2);
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
        var verifier = new ParallelSignatureVerifier(Tokens, workerCount: 2);
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

    protected override ISignatureVerifier Create(IReadOnlyList<Token> tokens) =>
        new ParallelSignatureVerifier(tokens, workerCount: 3);
}
