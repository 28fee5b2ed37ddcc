namespace SettleEngine.Storage;

/// <summary>Where a journal is damaged, for programs; the message says the same to people, and what to do.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Byte of the file at or behind which it is damaged.</param>
/// <param name="Block">Number of the block that is missing, unreadable or another one than it should be; 0 when that is not
/// about a block.</param>
/// <param name="FirstMissing">Sequence of the first record that cannot be read; 0 when that is not known.</param>
/// <param name="LastAcknowledged">Sequence up to which records are proven to have been durable; 0 when that is not known.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
public sealed record JournalDamage(
    string File,
    long Offset,
    ulong Block,
    ulong FirstMissing,
    ulong LastAcknowledged,
    string Message)
{
    /// <summary>What an exception says about damage.</summary>
    /// <param name="exception">Whatever was thrown.</param>
    /// <returns>The damage, or null when it says nothing about any.</returns>
    public static JournalDamage? Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[nameof(JournalDamage)] as JournalDamage;
    }

    /// <summary>The exception that refuses the journal. The platform's type may not be derived from, so the places travel in
    /// its data.</summary>
    /// <returns>The exception, not thrown yet.</returns>
    internal InvalidDataException ToException() => new(Message) { Data = { [nameof(JournalDamage)] = this } };
}
