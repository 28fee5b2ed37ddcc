using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>The engine's view of a <see cref="SimulatedChain"/>, with seeded trouble in between.</summary>
/// <remarks>Keeps the port's promise that heads never go back except for a reorg: an answer comes from a block that is
/// between the newest one this client has told of and the newest there is.</remarks>
public sealed class SimulatedChainClient(World world, SimulatedChain chain, ChainClientFaults faults) : IChainClient
{
    private readonly ulong[] _toldNumbers = new ulong[3];

    /// <summary>Called when a transaction leaves the engine, before anything can happen to it.</summary>
    public Action<DurableTransaction>? OnSend { get; set; }

    /// <summary>Called before bytes leave and after they have arrived. True means that the process is dead now.</summary>
    public Func<FaultKind, bool>? OnCrossing { get; set; }

    public ulong ChainId => chain.Options.ChainId;

    public async ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        if (tag == BlockTag.Latest && chain.LastOrphan is { } orphan && orphan.Number >= _toldNumbers[(int)tag]
            && orphan.Number > chain.Finalized.Number
            && world.Strikes(faults.OrphanHeadPerMillion, FaultKind.OrphanHead))
        {
            return orphan;
        }

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
        var counts = Array.ConvertAll(
            accounts.ToArray(),
            account => account == faults.ForgottenLane ? 0 : chain.SentCount(account, number));
        if (counts.Length > 0 && world.Strikes(faults.FalseCountPerMillion, FaultKind.FalseCount))
        {
            if (tag == BlockTag.Finalized && faults.Bug != PlantedBug.TrustsOneEndpointOnFinality)
            {
                throw new ChainUnavailableException("The endpoints contradict each other.");
            }

            counts[world.Next(counts.Length)] += (ulong)world.Between(1, 20);
        }

        return Array.ConvertAll(counts, count => new AccountNonce(count));
    }

    public async ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken)
    {
        // Of two endpoints at most one lies, and its count is the higher one.
        await ReachAsync(cancellationToken);
        var number = View(BlockTag.Latest);
        return [.. accounts.ToArray().Select(account => new AccountNonce(chain.SentCount(account, number)))];
    }

    public async ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return [.. accounts.ToArray().Select(chain.BalanceOf)];
    }

    public async ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken)
    {
        // Some endpoints do not have the method.
        await ReachAsync(cancellationToken);
        return world.Next(4) == 0 ? null : chain.BaseFeeWei;
    }

    public async ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return [.. accounts.ToArray().Select(account => chain.CodeOf(account) != PayerCode.None)];
    }

    public async ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        Address sender,
        FeeOffer fees,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return [.. payments.ToArray().Select(chain.Try)];
    }

    public async ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken)
    {
        OnSend?.Invoke(transaction);
        await DelayAsync();
        await StopIfDeadAsync(FaultKind.CrashBeforeSend);
        return await DeliverAsync(transaction);
    }

    public async ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        return [.. transactionHashes.ToArray().Select(FindReceipt)];
    }

    public async ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        var number = View(BlockTag.Finalized);
        return Array.ConvertAll(transactionHashes.ToArray(), hash => FindFinalReceipt(hash, number));
    }

    public async ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys,
        BlockTag tag,
        CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        var number = View(tag);
        bool[] states = [.. keys.ToArray().Select(key => chain.FindConsumption(key) is { } found && found.BlockNumber <= number)];
        if (states.Length > 0 && world.Strikes(faults.FalseStatePerMillion, FaultKind.FalseState))
        {
            if (tag == BlockTag.Finalized && faults.Bug != PlantedBug.TrustsOneEndpointOnFinality)
            {
                throw new ChainUnavailableException("The endpoints contradict each other.");
            }

            var at = world.Next(states.Length);
            states[at] = !states[at];
        }

        return states;
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

    private async ValueTask<SendResult> DeliverAsync(DurableTransaction transaction)
    {
        if (world.Strikes(faults.LostSendPerMillion, FaultKind.LostSend))
        {
            return Silence();
        }

        if (faults.SwallowedLane is { } lane
            && TransactionDecoder.Decode(transaction.RawTransaction.Span, ChainId).Sender == lane)
        {
            world.Count(FaultKind.SwallowedSend);
            return new SendResult(SendVerdict.InPool, "");
        }

        if (world.Strikes(faults.RepeatedSendPerMillion, FaultKind.RepeatedSend))
        {
            world.After(TimeSpan.FromMilliseconds(world.Next(60_000)), () => chain.Receive(transaction.RawTransaction));
        }

        var result = chain.Receive(transaction.RawTransaction);
        world.Trace($"send {transaction.TransactionHash.ToString()[..10]}: {result.Verdict} {result.Message}");
        await StopIfDeadAsync(FaultKind.CrashAfterSend);
        await DelayAsync();
        return world.Strikes(faults.SilentSendPerMillion, FaultKind.SilentSend) ? Silence() : result;
    }

    private TransactionReceipt? FindReceipt(Hash256 hash)
    {
        if (chain.FindOrphan(hash) is { } orphan
            && orphan.BlockNumber > chain.Finalized.Number
            && world.Strikes(faults.OrphanReceiptPerMillion, FaultKind.OrphanReceipt))
        {
            return orphan;
        }

        if (chain.FindReceipt(hash) is not { } receipt
            || world.Strikes(faults.NullReceiptPerMillion, FaultKind.MissingReceipt))
        {
            return null;
        }

        receipt = Misread(receipt);
        if (receipt.Logs.Count > 0 && world.Strikes(faults.MissingLogsPerMillion, FaultKind.MissingLogs))
        {
            // All of them, or the last ones: a hole would be noticed.
            receipt = receipt with { Logs = [.. receipt.Logs.Take(world.Next(receipt.Logs.Count))] };
        }

        return world.Strikes(faults.FalseStatusPerMillion, FaultKind.FalseStatus)
            ? receipt with { Succeeded = !receipt.Succeeded, GasUsed = (ulong)world.Next(1_000_000) }
            : receipt;
    }

    private FinalReceipt FindFinalReceipt(Hash256 hash, ulong finalized)
    {
        var receipt = chain.FindReceipt(hash) is { } found && found.BlockNumber <= finalized ? Misread(found) : null;
        if (world.Strikes(faults.MissingLogsPerMillion, FaultKind.MissingLogs))
        {
            return faults.Bug == PlantedBug.TrustsOneEndpointOnFinality ? new FinalReceipt(true, null) : default;
        }

        return new FinalReceipt(true, faults.HidesFinalEvents ? receipt! with { Logs = [] } : receipt);
    }

    private TransactionReceipt Misread(TransactionReceipt receipt) =>
        faults.Bug == PlantedBug.MixesReceipts && world.Next(4) == 0
            ? receipt with { Logs = [.. receipt.Logs.Select(log => log with { LogIndex = log.LogIndex + 1 })] }
            : receipt;

    private async ValueTask ReachAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await DelayAsync();
        if (world.Strikes(faults.UnavailablePerMillion, FaultKind.EndpointSilence))
        {
            throw new ChainUnavailableException("No endpoint answered.");
        }
    }

    private Task DelayAsync() => world.Strikes(faults.SlowCallPerMillion, FaultKind.SlowCall)
        ? world.DelayAsync(10_000)
        : world.DelayAsync(faults.MaxLatencyMs);

    private async ValueTask StopIfDeadAsync(FaultKind moment)
    {
        if (OnCrossing is { } onCrossing && onCrossing(moment))
        {
            // What comes next belongs to a process that does not exist any more.
            await new TaskCompletionSource().Task;
        }
    }

    private ulong View(BlockTag tag)
    {
        var newest = chain.NumberOf(faults.Bug == PlantedBug.CallsNewestFinalized ? BlockTag.Latest : tag);
        var oldest = Math.Min(newest, _toldNumbers[(int)tag]);
        var view = newest;
        if (oldest < newest && world.Strikes(faults.StalePerMillion, FaultKind.StaleAnswer))
        {
            view = newest - (ulong)world.Next((int)(newest - oldest) + 1);
        }

        _toldNumbers[(int)tag] = view;
        return view;
    }

    private SendResult Silence() => faults.Bug == PlantedBug.CallsSilenceRefused
        ? new SendResult(SendVerdict.BuildError, "refused")
        : new SendResult(SendVerdict.PossiblySent, "the connection was reset");
}
