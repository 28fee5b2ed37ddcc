namespace SettleEngine.Worker.Journals;

/// <summary>How an export is written.</summary>
internal enum ExportFormat
{
    /// <summary>Comma-separated values with one line of names.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Ndjson,
}
