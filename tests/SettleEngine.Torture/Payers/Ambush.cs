using System.Text.Json;
using SettleEngine.Devnet;

namespace SettleEngine.Torture.Payers;

/// <summary>Watches the pool for attackers: as soon as a signed transaction contains a payment of theirs, and nothing can be taken
/// out of it any more, they turn; two blocks later they look innocent again. Thread rule: one loop.</summary>
/// <param name="chain">The chain.</param>
/// <param name="attackers">Who waits.</param>
internal sealed class Ambush(LocalChain chain, IReadOnlyList<Attacker> attackers)
{
    private const ulong HostileBlocks = 2;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Transactions in which somebody sprang.</summary>
    public int Sprung { get; private set; }

    /// <summary>Lies in wait until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            var filter = (await chain.Rpc.CallAsync("eth_newPendingTransactionFilter", cancellationToken)).GetString();
            while (true)
            {
                var head = await chain.BlockNumberAsync(cancellationToken);
                foreach (var attacker in attackers.Where(attacker => attacker.CanCalm && head >= attacker.TurnedAt + HostileBlocks))
                {
                    await attacker.CalmAsync(chain, cancellationToken);
                }

                var changes = await chain.Rpc.CallAsync("eth_getFilterChanges", cancellationToken, filter);
                foreach (var hash in changes.EnumerateArray())
                {
                    await LookAtAsync(hash.GetString()!, head, cancellationToken);
                }

                await Task.Delay(Look, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All payments have ended.
            return;
        }
    }

    private async Task LookAtAsync(string hash, ulong head, CancellationToken cancellationToken)
    {
        var transaction = await chain.Rpc.CallAsync("eth_getTransactionByHash", cancellationToken, hash);
        if (transaction.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var input = transaction.GetProperty("input").GetString()!;
        var turning = attackers
            .Where(attacker => !attacker.IsHostile && input.Contains(attacker.Digits, StringComparison.Ordinal))
            .ToArray();
        Sprung += turning.Length > 0 ? 1 : 0;
        await Task.WhenAll(turning.Select(attacker => attacker.TurnAsync(chain, head, cancellationToken)));
    }
}
