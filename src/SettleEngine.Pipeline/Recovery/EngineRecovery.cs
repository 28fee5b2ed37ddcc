using Microsoft.Extensions.Logging;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>
/// Brings the engine back to where the journal says it was: replay, compare with the chain, start new lanes. Every step may
/// be repeated after a crash in the middle of it.
/// </summary>
/// <param name="ports">Journal, chain and lanes.</param>
/// <param name="table">Receives the admissions.</param>
/// <param name="outcomes">Receives the outcomes.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives the progress.</param>
internal sealed partial class EngineRecovery(
    PipelinePorts ports,
    AdmissionTable table,
    OutcomeLog outcomes,
    EngineClock clock,
    ILogger logger)
{
    private const ulong ProgressEvery = 1_000_000;
    private static readonly TimeSpan ChainRetryPause = TimeSpan.FromSeconds(1);

    private readonly JournalReplayer _replayer = new(outcomes);

    /// <summary>Recovers.</summary>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>What the stages start from.</returns>
    /// <exception cref="InvalidDataException">The journal is damaged, or belongs to another chain.</exception>
    public async ValueTask<RecoveredState> RecoverAsync(CancellationToken cancellationToken)
    {
        var startedAtMs = clock.NowMs;
        await ports.Journal.RecoverAsync(Apply, cancellationToken);
        await BootAsync(cancellationToken);
        RestoreTable();

        var accounts = await StartLanesAsync(cancellationToken);
        var attempts = RestoreAttempts(accounts);
        var state = new RecoveredState(accounts, attempts, LaneNext(accounts), Unresolved(attempts));
        LogRecovered(
            logger,
            _replayer.LastSequence,
            _replayer.Admissions.Count,
            state.Unresolved.Count,
            attempts.Count,
            clock.NowMs - startedAtMs);
        return state;
    }

    private void Apply(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        _replayer.Apply(sequence, kind, payload);
        if (sequence % ProgressEvery == 0)
        {
            LogProgress(logger, sequence);
        }
    }

    private async ValueTask BootAsync(CancellationToken cancellationToken)
    {
        var genesis = await InsistAsync(
            async () => await ports.Chain.GetHeaderAsync(0UL, cancellationToken)
                ?? throw new ChainUnavailableException("The endpoint does not know block 0."),
            cancellationToken);
        if (_replayer.Boot is { } boot && (boot.ChainId != ports.Chain.ChainId || boot.GenesisHash != genesis.Hash))
        {
            throw new InvalidDataException(
                $"The journal belongs to chain {boot.ChainId} with genesis {boot.GenesisHash}, the endpoint serves chain "
                + $"{ports.Chain.ChainId} with genesis {genesis.Hash}. Use another --data directory or another --rpc.");
        }

        var record = new byte[BootRecord.Size];
        new BootRecord(ports.Chain.ChainId, genesis.Hash, clock.UnixMs).WriteTo(record);
        await AppendAsync(JournalRecordKind.Boot, record);
    }

    private void RestoreTable()
    {
        foreach (var admission in _replayer.Admissions)
        {
            table.TryReserve(admission.Item.Key, out _);
        }

        table.Add(_replayer.Admissions.ToArray());
        foreach (var _ in _replayer.Admissions.Where(admission => admission.Outcome is not null))
        {
            table.OnFirstOutcome();
        }
    }

    private async ValueTask<Address[]> StartLanesAsync(CancellationToken cancellationToken)
    {
        // Lanes of removed keys come last: they sign nothing more, and what they had sent is still followed.
        var configured = ports.Lanes.Select(lane => lane.Account).ToArray();
        var fresh = configured.Where(account => !_replayer.Lanes.ContainsKey(account)).ToArray();
        if (fresh.Length > 0)
        {
            var counts = await InsistAsync(
                () => ports.Chain.GetAccountNoncesAsync(fresh, BlockTag.Latest, cancellationToken),
                cancellationToken);
            for (var i = 0; i < fresh.Length; i++)
            {
                var record = new byte[LaneStartRecord.Size];
                new LaneStartRecord(fresh[i], counts[i]).WriteTo(record);
                await AppendAsync(JournalRecordKind.LaneStart, record);
                _replayer.Lanes.Add(fresh[i], new LaneHistory());
                _replayer.Lanes[fresh[i]].Start(counts[i]);
            }
        }

        return [.. configured, .. _replayer.Lanes.Keys.Except(configured)];
    }

    private List<SignedAttempt> RestoreAttempts(Address[] accounts)
    {
        var byId = _replayer.Admissions.ToDictionary(admission => admission.Id);
        foreach (var (id, slots) in _replayer.SignedIn)
        {
            byId[id].SignedIn.AddRange(slots
                .Select(slot => new LaneSlot(Array.IndexOf(accounts, slot.Lane), slot.AccountNonce))
                .Distinct());
        }

        var attempts = new List<SignedAttempt>();
        for (var lane = 0; lane < accounts.Length; lane++)
        {
            foreach (var (sequence, record) in _replayer.Lanes[accounts[lane]].Open.Values.SelectMany(open => open))
            {
                attempts.Add(new SignedAttempt(
                    new LaneSlot(lane, record.AccountNonce),
                    Array.ConvertAll(record.Members, member => byId[member]),
                    record.Fees,
                    record.GasLimit,
                    new DurableTransaction(sequence, record.TransactionHash, record.RawTransaction)));
            }
        }

        return attempts;
    }

    private AccountNonce[] LaneNext(Address[] accounts) =>
        Array.ConvertAll(accounts, account => _replayer.Lanes[account].Next!.Value);

    private List<Admission> Unresolved(List<SignedAttempt> attempts)
    {
        var followed = attempts.SelectMany(attempt => attempt.Members).ToHashSet();
        return _replayer.Admissions.FindAll(admission => !admission.IsDecided && !followed.Contains(admission));
    }

    private async ValueTask<T> InsistAsync<T>(Func<ValueTask<T>> read, CancellationToken cancellationToken)
    {
        // An engine that starts while its endpoints are down waits for them: a restart would not bring them back.
        while (true)
        {
            try
            {
                return await read();
            }
            catch (ChainUnavailableException exception)
            {
                LogWaiting(logger, exception.Message);
                await Task.Delay(ChainRetryPause, clock.Provider, cancellationToken);
            }
        }
    }

    private async ValueTask AppendAsync(JournalRecordKind kind, byte[] payload) =>
        await ports.Journal.AppendAsync(new[] { new JournalRecord(kind, payload) }, CancellationToken.None);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "Recovery: {Records} records replayed")]
    private static partial void LogProgress(ILogger logger, ulong records);

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning, Message = "Recovery waits for the chain: {Message}")]
    private static partial void LogWaiting(ILogger logger, string message);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Information, Message = "Recovered {Records} records: {Admissions} admissions, {Unresolved} to resolve, {Attempts} attempts to follow, in {Milliseconds} ms")]
    private static partial void LogRecovered(
        ILogger logger,
        ulong records,
        int admissions,
        int unresolved,
        int attempts,
        long milliseconds);
}
