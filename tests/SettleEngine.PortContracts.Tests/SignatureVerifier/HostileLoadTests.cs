using System.Runtime.CompilerServices;
using SettleEngine.Core.Authorizations;
using SettleEngine.Verifier;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>Somebody floods the verifier. What was served is compared by the verifier's own account of its time, so that a busy
/// machine slows everything and changes nothing.</summary>
public class HostileLoadTests
{
    private const int KnownPayers = 64;
    private const int GroupSize = 128;
    private const int FloodSize = 32 * GroupSize;

    private readonly SignedAuthorization[] _known = SignedPayments.Create(seed: 1, KnownPayers, GroupSize);

    [Fact]
    public async Task Known_payers_keep_more_than_half_of_the_time_while_every_other_signature_is_from_a_new_payer()
    {
        using var verifier = await WarmAsync();
        var strangers = SignedPayments.Create(seed: 2, payers: FloodSize, count: FloodSize);

        await FloodAsync(verifier, strangers, RejectReason.None);
    }

    [Fact]
    public async Task Known_payers_keep_more_than_half_of_the_time_while_every_other_signature_is_forged()
    {
        using var verifier = await WarmAsync();
        var forged = SignedPayments.Create(seed: 3, payers: FloodSize, count: FloodSize);
        forged = [.. forged.Select((item, i) => SignedPayments.Forge(item, forged[(i + 1) % forged.Length]))];

        await FloodAsync(verifier, forged, RejectReason.SignatureInvalid);
    }

    [Fact]
    public async Task Forged_signatures_in_known_payers_names_cost_no_recovery()
    {
        using var verifier = await WarmAsync();
        var forged = _known.Select((item, i) => SignedPayments.Forge(item, _known[(i + 1) % _known.Length])).ToArray();
        var before = verifier.Statistics;
        var verdicts = new RejectReason[forged.Length];

        await verifier.VerifyAsync(forged, verdicts, CancellationToken.None);

        Assert.All(verdicts, verdict => Assert.Equal(RejectReason.SignatureInvalid, verdict));
        Assert.Equal(before.UnknownChecks, verifier.Statistics.UnknownChecks);
        Assert.Equal(before.Payers, verifier.Statistics.Payers);
    }

    [Fact]
    public async Task A_bad_signature_touches_none_of_its_neighbours()
    {
        using var verifier = await WarmAsync();
        for (var bad = 0; bad < 40; bad++)
        {
            var items = _known[..40];
            items[bad] = SignedPayments.Forge(items[bad], _known[41]);
            var verdicts = new RejectReason[items.Length];

            await verifier.VerifyAsync(items, verdicts, CancellationToken.None);

            Assert.Equal(RejectReason.SignatureInvalid, verdicts[bad]);
            Assert.Single(verdicts, verdict => verdict != RejectReason.None);
        }
    }

    [Fact]
    public async Task Tables_that_come_and_go_under_running_checks_never_give_a_wrong_verdict()
    {
        // Three slabs for more payers than they hold, who all pay often: tables are made and evicted all the time.
        using var verifier = new ParallelSignatureVerifier(
            [SignedPayments.Token], new VerifierOptions { Workers = 3, CacheBytes = VerifierOptions.MinCacheBytes });
        var payers = SignedPayments.Create(seed: 4, payers: 1_200, count: 1_200);
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(() => PayAsync(verifier, payers, caller)));
        await Task.WhenAll(callers);

        var statistics = verifier.Statistics;
        Assert.True(statistics.KnownChecks > 0);
        Assert.InRange(statistics.CacheBytes, 1, VerifierOptions.MinCacheBytes);
    }

    private static async Task PayAsync(ParallelSignatureVerifier verifier, SignedAuthorization[] payers, int caller)
    {
        var random = new Random(caller);
        var items = new SignedAuthorization[100];
        var expected = new RejectReason[items.Length];
        for (var round = 0; round < 40; round++)
        {
            // Some pay more often than others, and who that is changes.
            var favourites = round / 5 * 150;
            for (var i = 0; i < items.Length; i++)
            {
                var at = (random.Next(2) == 0 ? favourites + random.Next(150) : random.Next(payers.Length)) % payers.Length;
                var isBad = random.Next(5) == 0;
                items[i] = isBad ? SignedPayments.Forge(payers[at], payers[(at + 1) % payers.Length]) : payers[at];
                expected[i] = isBad ? RejectReason.SignatureInvalid : RejectReason.None;
            }

            var verdicts = new RejectReason[items.Length];
            await verifier.VerifyAsync(items, verdicts, CancellationToken.None);
            Assert.Equal(expected, verdicts);
        }
    }

    private async Task<ParallelSignatureVerifier> WarmAsync()
    {
        var verifier = new ParallelSignatureVerifier(
            [SignedPayments.Token], new VerifierOptions { Workers = 1, CacheBytes = 16 << 20 });
        while (verifier.Statistics.SmallTables < KnownPayers)
        {
            await verifier.VerifyAsync(_known, new RejectReason[_known.Length], CancellationToken.None);
        }

        return verifier;
    }

    /// <summary>Eight callers flood while eight others pay, each as soon as it was answered, so that both always wait. Each item
    /// of the flood comes once.</summary>
    private async Task FloodAsync(ParallelSignatureVerifier verifier, SignedAuthorization[] flood, RejectReason expected)
    {
        var isOver = new StrongBox<bool>();
        var before = verifier.Statistics;
        var next = 0;
        var flooding = Enumerable.Range(0, 8).Select(_ => Task.Run(FloodOnceAsync)).ToArray();
        var paying = Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => RepeatAsync(verifier, _known, isOver)))
            .ToArray();
        while (verifier.Statistics.UnknownChecks - before.UnknownChecks < FloodSize / 2)
        {
            await Task.Yield();
        }

        var after = verifier.Statistics;
        Volatile.Write(ref isOver.Value, true);
        await Task.WhenAll([.. flooding, .. paying]);

        var known = after.KnownTime - before.KnownTime;
        var others = after.UnknownTime - before.UnknownTime + after.TableTime - before.TableTime;
        Assert.True(known >= others, $"{known} for known payers, {others} for others");
        Assert.True(after.SmallTables >= KnownPayers);

        async Task FloodOnceAsync()
        {
            var verdicts = new RejectReason[GroupSize];
            while (Interlocked.Add(ref next, GroupSize) is var end && end <= flood.Length)
            {
                Array.Clear(verdicts);
                await verifier.VerifyAsync(flood.AsMemory(end - GroupSize, GroupSize), verdicts, CancellationToken.None);
                Assert.All(verdicts, verdict => Assert.Equal(expected, verdict));
            }
        }
    }

    private static async Task RepeatAsync(
        ParallelSignatureVerifier verifier, ReadOnlyMemory<SignedAuthorization> items, StrongBox<bool> isOver)
    {
        var verdicts = new RejectReason[items.Length];
        while (!Volatile.Read(ref isOver.Value))
        {
            await verifier.VerifyAsync(items, verdicts, CancellationToken.None);
            Assert.All(verdicts, verdict => Assert.Equal(RejectReason.None, verdict));
        }
    }
}
