using System.Diagnostics;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Torture.Soak;

/// <summary>Measures how long lanes make no progress. Thread rule: one caller.</summary>
/// <param name="chain">The chain as it is, not as the engine sees it.</param>
/// <param name="accounts">The lanes' accounts.</param>
internal sealed class LaneWatch(IChainClient chain, Address[] accounts)
{
    private readonly long[] _lastProgress = Enumerable.Repeat(Stopwatch.GetTimestamp(), accounts.Length).ToArray();
    private AccountNonce[]? _counts;

    /// <summary>The longest wait so far that ended with progress.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Looks at all lanes.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var counts = await chain.GetAccountNoncesAsync(accounts, BlockTag.Latest, cancellationToken);
        for (var lane = 0; lane < accounts.Length; lane++)
        {
            if (_counts is null || counts[lane].Value <= _counts[lane].Value)
            {
                continue;
            }

            var waited = Stopwatch.GetElapsedTime(_lastProgress[lane]);
            _lastProgress[lane] = Stopwatch.GetTimestamp();
            Longest = waited > Longest ? waited : Longest;
        }

        _counts = counts;
    }
}
