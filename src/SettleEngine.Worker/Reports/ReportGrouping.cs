namespace SettleEngine.Worker.Reports;

/// <summary>What a line of a cost report stands for.</summary>
internal enum ReportGrouping
{
    /// <summary>A transaction.</summary>
    Batch,

    /// <summary>An hour of block time.</summary>
    Hour,

    /// <summary>A payee.</summary>
    Payee,
}
