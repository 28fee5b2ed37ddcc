namespace SettleEngine.Doors.Http.Metrics;

/// <summary>How measurements of an instrument are combined and what Prometheus calls the result.</summary>
internal enum SeriesKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Adds up, in both directions; a gauge to Prometheus.</summary>
    Sum,

    /// <summary>The last value counts.</summary>
    Gauge,

    /// <summary>Counted by buckets.</summary>
    Histogram,
}
