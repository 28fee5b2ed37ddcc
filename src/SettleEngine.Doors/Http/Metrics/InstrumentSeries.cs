using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace SettleEngine.Doors.Http.Metrics;

/// <summary>All series of one instrument: one for each set of tags.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class InstrumentSeries
{
    // A tag with an open-ended value would fill the memory; the limit is far above what the engine's tags can make.
    private const int MaxSeries = 1_000;

    // Used when an instrument advises no bounds: milliseconds to tens of seconds, in seconds.
    private static readonly double[] UsualBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string _help;
    private readonly SeriesKind _kind;
    private readonly bool _isObserved;
    private readonly double[] _bounds;

    public InstrumentSeries(string name, Instrument instrument)
    {
        _name = name;
        _help = (instrument.Description ?? string.Empty).ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal);
        _kind = PrometheusName.KindOf(instrument);
        _isObserved = instrument.IsObservable;
        _bounds = _kind == SeriesKind.Histogram ? BoundsOf(instrument) : [];
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    return;
                }

                series = new Series(new long[_bounds.Length + 1]);
                _series.Add(labels, series);
            }

            series.Add(value, _kind, _isObserved, _bounds);
        }
    }

    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            if (_series.Count == 0)
            {
                return;
            }

            var type = _kind switch
            {
                SeriesKind.Counter => "counter",
                SeriesKind.Histogram => "histogram",
                _ => "gauge",
            };
            text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n');
            text.Append("# TYPE ").Append(_name).Append(' ').Append(type).Append('\n');
            foreach (var (labels, series) in _series)
            {
                if (_kind == SeriesKind.Histogram)
                {
                    WriteHistogram(text, labels, series);
                }
                else
                {
                    WriteLine(text, string.Empty, labels, series.Value);
                }
            }
        }
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var label = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            text.Append(text.Length > 0 ? "," : string.Empty)
                .Append(PrometheusName.Clean(key))
                .Append("=\"")
                .Append(label
                    .Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return text.ToString();
    }

    private static double[] BoundsOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
            Histogram<long> histogram => Widened(histogram.Advice?.HistogramBucketBoundaries),
            Histogram<int> histogram => Widened(histogram.Advice?.HistogramBucketBoundaries),
            _ => null,
        };
        return advised is null ? UsualBounds : [.. advised];

        static IReadOnlyList<double>? Widened<T>(IReadOnlyList<T>? bounds) =>
            bounds?.Select(bound => Convert.ToDouble(bound, CultureInfo.InvariantCulture)).ToArray();
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var separator = labels.Length > 0 ? "," : string.Empty;
        long cumulative = 0;
        for (var i = 0; i <= _bounds.Length; i++)
        {
            cumulative += series.Buckets[i];
            var bound = i < _bounds.Length ? Number(_bounds[i]) : "+Inf";
            WriteLine(text, "_bucket", $"{labels}{separator}le=\"{bound}\"", cumulative);
        }

        WriteLine(text, "_sum", labels, series.Value);
        WriteLine(text, "_count", labels, cumulative);
    }

    private void WriteLine(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(_name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private sealed class Series(long[] buckets)
    {
        public double Value { get; private set; }

        public long[] Buckets { get; } = buckets;

        public void Add(double value, SeriesKind kind, bool isObserved, double[] bounds)
        {
            // An observed counter reports its total, not what was added.
            Value = kind == SeriesKind.Gauge || isObserved ? value : Value + value;
            if (kind == SeriesKind.Histogram)
            {
                var index = Array.BinarySearch(bounds, value);
                Buckets[index >= 0 ? index : ~index]++;
            }
        }
    }
}
