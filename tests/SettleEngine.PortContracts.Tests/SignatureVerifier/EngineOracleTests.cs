using SettleEngine.Core.Authorizations;
using SettleEngine.SignatureOracle;
using SettleEngine.Verifier;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>The whole verifier against libsecp256k1 while tables come and go: a cache as small as it can be, payers who come
/// often and rarely, good and spoilt signatures side by side.</summary>
public class EngineOracleTests
{
    private const ulong Seed = 3009;
    private const int Blocks = 6;
    private const int Repeats = 3;

    public static TheoryData<long> CacheSizes => [VerifierOptions.MinCacheBytes, new VerifierOptions().CacheBytes];

    [OracleTheory]
    [MemberData(nameof(CacheSizes))]
    public async Task Verdicts_are_the_oracles_while_tables_are_made_and_given_up(long cacheBytes)
    {
        var token = KnownTokens.For(84_532)[0];
        var payers = PaymentCases.CreatePayers(Seed);
        using var verifier = new ParallelSignatureVerifier([token], new VerifierOptions { Workers = 3, CacheBytes = cacheBytes });
        for (var block = 0; block < Blocks; block++)
        {
            var cases = PaymentCases.CreateBlock(token, payers, Seed, block);
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                var verdicts = new RejectReason[cases.Payments.Length];
                await Task.WhenAll(Groups(cases.Payments.Length, repeat).Select(group => verifier.VerifyAsync(
                    cases.Payments.AsMemory(group), verdicts.AsMemory(group), CancellationToken.None).AsTask()));

                var wrong = verdicts.AsSpan().CommonPrefixLength(cases.Verdicts);
                Assert.True(wrong == verdicts.Length, wrong == verdicts.Length ? null : cases.Describe(wrong));
            }
        }
    }

    private static IEnumerable<Range> Groups(int count, int repeat)
    {
        int[] sizes = [1, 300, 7, 8, 256, 17, 64, 2];
        for (int start = 0, turn = repeat; start < count; turn++)
        {
            var end = Math.Min(count, start + sizes[turn % sizes.Length]);
            yield return start..end;
            start = end;
        }
    }
}
