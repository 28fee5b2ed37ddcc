using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Torture.Crashes;

/// <summary>The journal, with moments before and behind every append by what is appended.</summary>
internal sealed class CrashingJournal(IJournal inner, CrashTrigger trigger) : IJournal
{
    private readonly HashSet<(Address Lane, ulong AccountNonce)> _signed = [];

    public bool HasRoomForAdmissions => inner.HasRoomForAdmissions;

    public ulong DurableSequence => inner.DurableSequence;

    public async ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        var (before, behind) = MomentsOf(records.Span);
        trigger.Reach(before);
        var sequence = await inner.AppendAsync(records, cancellationToken);
        trigger.Reach(behind);
        return sequence;
    }

    public ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken) => inner.RecoverAsync(
        (sequence, kind, payload) =>
        {
            trigger.Reach(CrashPoint.C16);
            if (kind == JournalRecordKind.Attempt)
            {
                IsReplacement(payload);
            }

            replay(sequence, kind, payload);
        },
        cancellationToken);

    public async ValueTask CheckpointAsync(CancellationToken cancellationToken)
    {
        trigger.Reach(CrashPoint.C15);
        await inner.CheckpointAsync(cancellationToken);
        trigger.Reach(CrashPoint.C15);
    }

    public async ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        trigger.Reach(CrashPoint.C15);
        await inner.TruncateAsync(firstRetained, cancellationToken);
        trigger.Reach(CrashPoint.C15);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private (CrashPoint Before, CrashPoint Behind) MomentsOf(ReadOnlySpan<JournalRecord> records)
    {
        // Finals stand behind the outcomes that they rest on, in the same append or in the next.
        if (trigger.Armed == CrashPoint.C14 && records[^1].Kind == JournalRecordKind.SubmissionFinal)
        {
            return (CrashPoint.C14, CrashPoint.Random);
        }

        return records[0].Kind switch
        {
            JournalRecordKind.Accept => (CrashPoint.C2, CrashPoint.C4),
            JournalRecordKind.Attempt => IsReplacement(records[0].Payload.Span)
                ? (CrashPoint.C10, CrashPoint.C11)
                : (CrashPoint.C6, CrashPoint.C7),
            JournalRecordKind.Outcome => (CrashPoint.C12, CrashPoint.C13),
            JournalRecordKind.Boot or JournalRecordKind.LaneStart => (CrashPoint.C16, CrashPoint.C16),
            JournalRecordKind.SubmissionFinal => (CrashPoint.C14, CrashPoint.Random),

            // What else there is belongs to checkpoints.
            _ => (CrashPoint.C15, CrashPoint.C15),
        };
    }

    private bool IsReplacement(ReadOnlySpan<byte> payload)
    {
        var attempt = AttemptRecord.Read(payload);
        lock (_signed)
        {
            return !_signed.Add((attempt.Lane, attempt.AccountNonce.Value));
        }
    }
}
