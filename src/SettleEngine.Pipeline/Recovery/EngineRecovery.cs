using Microsoft.Extensions.Logging;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Retention;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>
/// Brings the engine back to where the journal says it was: replay, compare with the chain, start new lanes. Every step may
/// be repeated after a crash in the middle of it.
/// </summary>
/// <param name="ports">Chain and lanes.</param>
/// <param name="journal">The journal.</param>
/// <param name="table">Receives the admissions.</param>
/// <param name="watch">Is told of every step.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives the progress.</param>
internal sealed partial class EngineRecovery(
    PipelinePorts ports,
    JournalKeeper journal,
    AdmissionTable table,
    RecoveryWatch watch,
    EngineClock clock,
    ILogger logger)
{
    private const ulong ProgressEvery = 1_000_000;
    private static readonly TimeSpan ChainRetryPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<AdmissionSequence, Admission> _admissions = [];
    private ulong _records;

    /// <summary>Recovers.</summary>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>What the stages start from.</returns>
    /// <exception cref="InvalidDataException">The journal is damaged, or belongs to another chain.</exception>
    public async ValueTask<RecoveredState> RecoverAsync(CancellationToken cancellationToken)
    {
        var startedAtMs = clock.NowMs;
        await journal.RecoverAsync(OnReplayed, cancellationToken);
        watch.AskChain();
        await BootAsync(cancellationToken);
        RestoreAdmissions();

        var accounts = await StartLanesAsync(cancellationToken);
        RestoreSignedIn(accounts);
        var attempts = Restore(accounts, lane => lane.Open);
        var fillings = Restore(accounts, lane => lane.Fillings);
        var state = new RecoveredState(accounts, attempts, fillings, LaneFirst(accounts), LaneNext(accounts), Unresolved(attempts));
        LogRecovered(
            logger,
            journal.View.LastSequence,
            table.Count,
            state.Unresolved.Count,
            attempts.Count,
            clock.NowMs - startedAtMs);
        return state;
    }

    private void OnReplayed(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        watch.Read(++_records);
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
        if (journal.View.Boot is { } boot && (boot.ChainId != ports.Chain.ChainId || boot.GenesisHash != genesis.Hash))
        {
            throw new InvalidDataException(
                $"The journal belongs to chain {boot.ChainId} with genesis {boot.GenesisHash}, the endpoint serves chain "
                + $"{ports.Chain.ChainId} with genesis {genesis.Hash}. Use another --data directory or another --rpc.");
        }

        var record = new byte[BootRecord.Size];
        new BootRecord(ports.Chain.ChainId, genesis.Hash, clock.UnixMs).WriteTo(record);
        await AppendAsync(JournalRecordKind.Boot, record);
    }

    private void RestoreAdmissions()
    {
        foreach (var payment in journal.View.Open)
        {
            var admission = new Admission(payment.Accepted);
            if (!payment.LastTransactionHash.IsZero)
            {
                admission.LastAttempt = new PublishedAttempt(payment.LastTransactionHash);
            }

            if (payment.OutcomeSequence != 0)
            {
                admission.Outcome = OutcomeWriter.ToNotice(payment.Outcome, payment.OutcomeSequence);
            }

            if (payment.IsFinal)
            {
                admission.State = AdmissionState.Finalized;
            }

            _admissions.Add(admission.Id, admission);
            table.AddRestored(admission);
        }
    }

    private async ValueTask<Address[]> StartLanesAsync(CancellationToken cancellationToken)
    {
        // Lanes of removed keys come last: they sign nothing more, and what they had sent is still followed.
        var configured = ports.Lanes.Select(lane => lane.Account).ToArray();
        var fresh = configured.Where(account => !journal.View.Lanes.ContainsKey(account)).ToArray();
        if (fresh.Length > 0)
        {
            var counts = await InsistAsync(
                () => ports.Chain.GetLowestAccountNoncesAsync(fresh, cancellationToken),
                cancellationToken);
            for (var i = 0; i < fresh.Length; i++)
            {
                var record = new byte[LaneStartRecord.Size];
                new LaneStartRecord(fresh[i], counts[i]).WriteTo(record);
                await AppendAsync(JournalRecordKind.LaneStart, record);
            }
        }

        return [.. configured, .. journal.View.Lanes.Keys.Except(configured)];
    }

    private void RestoreSignedIn(Address[] accounts)
    {
        foreach (var payment in journal.View.Open)
        {
            _admissions[payment.Id].SignedIn.AddRange(payment.SignedIn
                .Select(slot => new LaneSlot(Array.IndexOf(accounts, slot.Lane), slot.AccountNonce)));
        }
    }

    private List<SignedAttempt> Restore(
        Address[] accounts,
        Func<LaneHistory, SortedDictionary<ulong, List<(ulong Sequence, AttemptRecord Record)>>> select)
    {
        var attempts = new List<SignedAttempt>();
        for (var lane = 0; lane < accounts.Length; lane++)
        {
            foreach (var (sequence, record) in select(journal.View.Lanes[accounts[lane]]).Values.SelectMany(same => same))
            {
                attempts.Add(Restore(lane, sequence, record));
            }
        }

        return attempts;
    }

    private SignedAttempt Restore(int lane, ulong sequence, AttemptRecord record) => new(
        new LaneSlot(lane, record.AccountNonce),
        [.. record.Members.Where(_admissions.ContainsKey).Select(member => _admissions[member])],
        record.Fees,
        record.GasLimit,
        new DurableTransaction(sequence, record.TransactionHash, record.RawTransaction));

    private AccountNonce[] LaneFirst(Address[] accounts) =>
        Array.ConvertAll(accounts, account => journal.View.Lanes[account].First);

    private AccountNonce[] LaneNext(Address[] accounts) =>
        Array.ConvertAll(accounts, account => journal.View.Lanes[account].Next!.Value);

    private Admission[] Unresolved(List<SignedAttempt> attempts)
    {
        var followed = attempts.SelectMany(attempt => attempt.Members).ToHashSet();
        return [.. _admissions.Values
            .Where(admission => !admission.IsDecided && !followed.Contains(admission))
            .OrderBy(admission => admission.Id.Value)];
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
        await journal.AppendAsync(new[] { new JournalRecord(kind, payload) }, CancellationToken.None);

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
