using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Verifier;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>Alone, because the whole process's allocations are counted.</summary>
[Collection(nameof(VerifierAllocationTests))]
[CollectionDefinition(nameof(VerifierAllocationTests), DisableParallelization = true)]
public class VerifierAllocationTests
{
    private const int GroupSize = 1_000;

    [Theory]
    [InlineData(VerifierTier.Scalar, 40)]
    [InlineData(VerifierTier.Avx512, 100)]
    public async Task Checking_allocates_nothing_for_a_signature(VerifierTier tier, int groups)
    {
        if (!SignatureKernels.IsSupported(tier))
        {
            tier = VerifierTier.Scalar;
        }

        using var verifier = new ParallelSignatureVerifier(
            [SignedPayments.Token], new VerifierOptions { Workers = 2, Tier = tier, CacheBytes = 16 << 20 });
        var items = SignedPayments.Create(seed: 1, payers: 300, GroupSize);
        for (var i = 0; i < GroupSize; i += 3)
        {
            items[i] = SignedPayments.Forge(items[i], items[i + 1 < GroupSize ? i + 1 : 0]);
        }

        var verdicts = new RejectReason[GroupSize];
        await VerifyAsync(verifier, items, verdicts, groups);

        // The whole process is counted, and what runs the tests allocates in it too, now and then. What checking allocates is
        // in every round; what others do is not in the best of five.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await VerifyAsync(verifier, items, verdicts, groups);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // A call that waits allocates for its caller, some hundred bytes; a byte for each signature would be more than this.
        Assert.InRange(allocated, 0, groups * (GroupSize - 200L));
    }

    private static async Task VerifyAsync(
        ParallelSignatureVerifier verifier, SignedAuthorization[] items, RejectReason[] verdicts, int groups)
    {
        for (var i = 0; i < groups; i++)
        {
            Array.Clear(verdicts);
            await verifier.VerifyAsync(items, verdicts, CancellationToken.None);
        }
    }
}
