using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>The engine's view of a <see cref="SimulatedChain"/>, with seeded trouble in between.</summary>
/// <remarks>Keeps the port's promise that heads never go back except for a reorg: an answer comes from a block that is
/// between the newest one this client has told of and the newest there is.</remarks>
public sealed class SimulatedChainClient(World world, SimulatedChain chain, ChainClientFaults faults) : IChainClient
{
    private readonly ulong[] _toldNumbers = new ulong[3];

    /// <summary>Called when a transaction leaves the engine, before anything can happen to it.</summary>
    public Action<DurableTransaction>? OnSend { get; set; }

    public ulong ChainId => chain.Options.ChainId;

    public async ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return chain.FindHeader(View(tag))!.Value;
    }

    public async ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return number <= View(BlockTag.Latest) ? chain.FindHeader(number) : null;
    }

    public async ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        BlockTag tag,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        var number = View(tag);
        return [.. accounts.ToArray().Select(account => new AccountNonce(chain.SentCount(account, number)))];
    }

    public async ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return [.. accounts.ToArray().Select(chain.BalanceOf)];
    }

    public async ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken)
    {
        OnSend?.Invoke(transaction);
        await world.DelayAsync(faults.MaxLatencyMs);
        if (world.Chance(faults.LostSendPerMillion))
        {
            return Silence();
        }

        if (world.Chance(faults.RepeatedSendPerMillion))
        {
            world.After(TimeSpan.FromMilliseconds(world.Next(60_000)), () => chain.Receive(transaction.RawTransaction));
        }

        var result = chain.Receive(transaction.RawTransaction);
        world.Trace($"send {transaction.TransactionHash.ToString()[..10]}: {result.Verdict} {result.Message}");
        await world.DelayAsync(faults.MaxLatencyMs);
        return world.Chance(faults.SilentSendPerMillion) ? Silence() : result;
    }

    public async ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return [.. transactionHashes.ToArray().Select(FindReceipt)];
    }

    public async ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys,
        BlockTag tag,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        var number = View(tag);
        return [.. keys.ToArray().Select(key => chain.FindConsumption(key) is { } found && found.BlockNumber <= number)];
    }

    public async ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key,
        ulong fromBlock,
        ulong toBlock,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        var last = Math.Min(toBlock, View(BlockTag.Latest));
        var found = chain.FindConsumption(key);
        return found is { } one && one.BlockNumber >= fromBlock && one.BlockNumber <= last ? one : null;
    }

    private TransactionReceipt? FindReceipt(Hash256 hash)
    {
        if (world.Chance(faults.NullReceiptPerMillion))
        {
            return null;
        }

        return world.Chance(faults.OrphanReceiptPerMillion) && chain.FindOrphan(hash) is { } orphan
            && orphan.BlockNumber > chain.Finalized.Number
                ? orphan
                : chain.FindReceipt(hash);
    }

    private async ValueTask ReachAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await world.DelayAsync(faults.MaxLatencyMs);
        if (world.Chance(faults.UnavailablePerMillion))
        {
            throw new ChainUnavailableException("No endpoint answered.");
        }
    }

    private ulong View(BlockTag tag)
    {
        var newest = chain.NumberOf(tag);
        var oldest = Math.Min(newest, _toldNumbers[(int)tag]);
        var view = world.Chance(faults.StalePerMillion) ? newest - (ulong)world.Next((int)(newest - oldest) + 1) : newest;
        _toldNumbers[(int)tag] = view;
        return view;
    }

    private SendResult Silence() => faults.CallsSilenceRefused
        ? new SendResult(SendVerdict.BuildError, "refused")
        : new SendResult(SendVerdict.PossiblySent, "the connection was reset");
}
