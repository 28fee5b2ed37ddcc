namespace SettleEngine.Pipeline.Ports;

/// <summary>
/// The one durable, ordered log: admissions, attempts, outcomes. It knows records only; what they mean is Core's.
/// </summary>
/// <remarks>
/// Order: sequences are given in the order in which <see cref="AppendAsync"/> was called, without gaps, starting at 1,
/// and become durable in that order. Failure: after any failed write the journal is broken for good; every later call
/// throws, and the process must stop. Thread rule: any thread; the caller's buffers are read before the call returns.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Whether there is room for more admissions. Attempts and outcomes may use the reserve below it.</summary>
    bool HasRoomForAdmissions { get; }

    /// <summary>Sequence of the newest durable record; 0 when there is none.</summary>
    ulong DurableSequence { get; }

    /// <summary>Appends records as one unit and completes when all of them are durable.</summary>
    /// <param name="records">One or more records; each payload at most 256 KiB.</param>
    /// <param name="cancellationToken">Cancels the wait, not the write.</param>
    /// <returns>Sequence of the first record; the others follow.</returns>
    /// <exception cref="IOException">The journal cannot be written. Nothing later will succeed either.</exception>
    ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken);

    /// <summary>Replays every retained record in order. Called once, before the first append.</summary>
    /// <param name="replay">Called for each record, on one thread.</param>
    /// <param name="cancellationToken">Stops between records.</param>
    /// <returns>A task that completes when the journal is verified to its end and open for appending.</returns>
    /// <exception cref="InvalidDataException">Acknowledged records are missing or damaged. The text says where and what
    /// to do; the journal was not changed.</exception>
    ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken);

    /// <summary>Writes a durable note that everything up to here was verified, which bounds the next recovery's doubt.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the write.</param>
    /// <returns>A task that completes when the note is durable.</returns>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    ValueTask CheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Gives back the space of records below a sequence, in whole blocks, after a checkpoint.</summary>
    /// <param name="firstRetained">Sequence of the first record that must stay readable.</param>
    /// <param name="cancellationToken">Cancels the wait, not the work.</param>
    /// <returns>A task that completes when the space is free.</returns>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken);
}
