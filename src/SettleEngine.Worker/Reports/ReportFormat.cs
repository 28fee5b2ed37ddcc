namespace SettleEngine.Worker.Reports;

/// <summary>How a cost report is written.</summary>
internal enum ReportFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>Comma-separated values with one line of names, for sheets.</summary>
    Csv,

    /// <summary>One JSON object, for programs.</summary>
    Json,
}
