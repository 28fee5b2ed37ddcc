namespace SettleEngine.Storage;

/// <summary>Where a record stands.</summary>
/// <param name="File">The segment's file.</param>
/// <param name="Offset">Byte of the file at which the record's kind stands.</param>
/// <param name="Block">Number of its block.</param>
public readonly record struct JournalPlace(string File, long Offset, ulong Block)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path.GetFileName(File)} offset {Offset}, block {Block}";
}
