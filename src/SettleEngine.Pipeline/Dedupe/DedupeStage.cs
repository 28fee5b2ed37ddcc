using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>
/// Admits each key once: reserves it in memory, makes the record durable, and only then answers. Many groups share one
/// append, so that one flush to disk pays for all of them.
/// </summary>
/// <param name="input">Verified groups.</param>
/// <param name="output">Admitted authorizations.</param>
/// <param name="journal">Where admissions become durable.</param>
/// <param name="table">What was admitted before.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">The time.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Receives one line per append, never per authorization.</param>
internal sealed partial class DedupeStage(
    ChannelReader<AuthorizationGroup> input,
    ChannelWriter<BatchInput> output,
    IJournal journal,
    AdmissionTable table,
    DedupeOptions options,
    EngineClock clock,
    PipelineMetrics metrics,
    ILogger logger)
{
    private readonly List<AuthorizationGroup> _groups = [];
    private readonly List<Newcomer> _newcomers = [];
    private readonly Dictionary<AuthorizationKey, int> _pending = [];
    private readonly List<PendingTwin> _twins = [];
    private byte[] _bytes = [];
    private JournalRecord[] _records = [];
    private ulong _headAtLeast;

    /// <summary>Runs until the input completes. The output stays open: lanes and Confirm write to it too.</summary>
    /// <param name="cancellationToken">Stops the stage between appends.</param>
    /// <returns>A task that completes when the stage has drained.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await input.WaitToReadAsync(cancellationToken))
        {
            // Whatever piled up during the last flush becomes the next append: the busier, the larger, up to the cap.
            TakeGroups();
            Reserve();
            if (_newcomers.Count > 0)
            {
                var startedAt = clock.NowMs;
                var first = await journal.AppendAsync(Encode(), CancellationToken.None);
                metrics.Committed(_newcomers.Count, clock.NowMs - startedAt);
                await AdmitAsync(first, cancellationToken);
            }

            Answer();
        }
    }

    private void TakeGroups()
    {
        _groups.Clear();
        _newcomers.Clear();
        _pending.Clear();
        _twins.Clear();
        var count = 0;
        while (count < options.MaxGroup && input.TryRead(out var group))
        {
            _groups.Add(group);
            count += group.Count;
        }
    }

    private void Reserve()
    {
        var hasRoom = journal.HasRoomForAdmissions;
        var freeKeys = options.MaxLiveKeys - table.Count;
        var freeUnsettled = options.MaxUnsettled - table.Unsettled;
        foreach (var group in _groups)
        {
            for (var i = 0; i < group.Count; i++)
            {
                var verdict = group.Verdicts.Span[i];
                if (verdict == RejectReason.None)
                {
                    verdict = !hasRoom ? RejectReason.StorageFull
                        : _newcomers.Count >= freeKeys ? RejectReason.Capacity
                        : _newcomers.Count >= freeUnsettled ? RejectReason.Overloaded
                        : RejectReason.None;
                }

                group.Answers[i] = verdict == RejectReason.None
                    ? Reserve(group, i)
                    : Refuse(group, i, verdict);
            }
        }
    }

    private AdmissionAnswer Refuse(AuthorizationGroup group, int index, RejectReason verdict)
    {
        ref readonly var item = ref group.Items.Span[index];
        table.Commitments.Withdraw(item, group.CommitmentPlaces.Span[index]);

        // A repeat of what was accepted is never told "rejected": the payer may have spent its balance since, or the window
        // may have closed, and whoever hears "rejected" signs again. The same signature shows that it is a repeat.
        return table.Recognise(item) is { IsSame: true, HasSameSignature: true } known
                ? new AdmissionAnswer(AdmissionStatus.Existing, RejectReason.None, known.Id)
                : new AdmissionAnswer(AdmissionStatus.Rejected, verdict, default);
    }

    private AdmissionAnswer Reserve(AuthorizationGroup group, int index)
    {
        ref readonly var item = ref group.Items.Span[index];
        var key = item.Key;
        if (table.TryReserve(item, out var existing))
        {
            // Judged behind newness, so that no repeat counts twice, and here alone, so that of many groups none passes another.
            if (!table.Commitments.TryCommit(item, group.CommitmentPlaces.Span[index]))
            {
                table.GiveBack(key);
                return Refuse(group, index, RejectReason.OverCommitted);
            }

            _pending.Add(key, _newcomers.Count);
            _newcomers.Add(new Newcomer(group, index));
            return default;
        }

        table.Commitments.Withdraw(item, group.CommitmentPlaces.Span[index]);
        if (existing is not { } known)
        {
            // Its twin is in this very append; both are answered after it.
            _twins.Add(new PendingTwin(group, index, _pending[key]));
            return default;
        }

        return AnswerKnown(known);
    }

    private ReadOnlyMemory<JournalRecord> Encode()
    {
        if (_records.Length < _newcomers.Count)
        {
            _records = new JournalRecord[_newcomers.Count];
            _bytes = new byte[_newcomers.Count * AcceptRecord.Size];
        }

        // A head from a node that lags may lie below the block that an earlier, forgotten admission of the same key was
        // credited with; the finalized block at which it was forgotten does not.
        _headAtLeast = table.ForgottenUpToBlock;
        var receivedAtMs = clock.UnixMs;
        for (var i = 0; i < _newcomers.Count; i++)
        {
            var (group, index) = _newcomers[i];
            var payload = _bytes.AsMemory(i * AcceptRecord.Size, AcceptRecord.Size);
            new AcceptRecord(group.Items.Span[index], HeadBlockOf(group), receivedAtMs).WriteTo(payload.Span);
            _records[i] = new JournalRecord(JournalRecordKind.Accept, payload);
        }

        return _records.AsMemory(0, _newcomers.Count);
    }

    private async ValueTask AdmitAsync(ulong first, CancellationToken cancellationToken)
    {
        var admissions = new Admission[_newcomers.Count];
        var accepted = table.TakeOpened(admissions.Length);
        Invariant.Holds(accepted[0].Id.Value == first);
        var nowMs = clock.NowMs;
        for (var i = 0; i < admissions.Length; i++)
        {
            var (group, index) = _newcomers[i];
            admissions[i] = new Admission(accepted[i])
            {
                AdmittedAtMs = nowMs,
                IsHeldRequest = group.IsHeldRequest,
                CommitmentPlace = group.CommitmentPlaces.Span[index],
            };
            group.Answers[index] = new AdmissionAnswer(AdmissionStatus.Accepted, RejectReason.None, accepted[i].Id);
        }

        table.Add(admissions);
        foreach (var twin in _twins)
        {
            ref readonly var item = ref twin.Group.Items.Span[twin.Index];
            var newcomer = admissions[twin.Newcomer];
            twin.Group.Answers[twin.Index] = AnswerKnown(new Recognition(
                newcomer.Id,
                item.Authorization == newcomer.Item.Authorization,
                item.Signature == newcomer.Item.Signature));
        }

        LogAdmitted(logger, admissions.Length, _groups.Count);
        await output.WriteAsync(BatchInput.Admitted(admissions), cancellationToken);
    }

    private void Answer()
    {
        foreach (var group in _groups)
        {
            metrics.Answered(group.Answers);
            group.Reply.OnAnswered(group);
        }
    }

    private ulong HeadBlockOf(AuthorizationGroup group) => Math.Max(group.HeadBlock, _headAtLeast);

    // The signature is not part of the comparison: it can be written in several ways for one and the same permission.
    private static AdmissionAnswer AnswerKnown(Recognition known) => known.IsSame
        ? new AdmissionAnswer(AdmissionStatus.Existing, RejectReason.None, known.Id)
        : new AdmissionAnswer(AdmissionStatus.Conflict, RejectReason.Conflict, known.Id);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Debug, Message = "Admitted {Admitted} authorizations of {Groups} groups in one append")]
    private static partial void LogAdmitted(ILogger logger, int admitted, int groups);
}
