using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;

namespace SettleEngine.Doors.Http.Metrics;

/// <summary>Listens to the engine's meters and spells what it heard in Prometheus text format 0.0.4.</summary>
/// <remarks>
/// <c>settle.verify.rejected</c> in <c>{authorization}</c> becomes <c>settle_verify_rejected_total</c>; units become a suffix
/// (<c>s</c> → <c>_seconds</c>, <c>By</c> → <c>_bytes</c>); histograms take the bounds that their instrument advises. Thread
/// rule: any thread. A measurement costs one short lock; stages measure once per group.
/// </remarks>
public sealed class PrometheusExporter : IDisposable
{
    /// <summary>Media type of what <see cref="Write"/> writes.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The platform's own meter: collections, allocated bytes, processor time, memory of the process.</summary>
    public const string RuntimeMeter = "System.Runtime";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, InstrumentSeries> _instruments = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="meterPrefixes">Meters whose names begin with one of these are heard.</param>
    public PrometheusExporter(params string[] meterPrefixes)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meterPrefixes.Any(prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                listener.EnableMeasurementEvents(instrument, SeriesOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Writes all metrics as they stand, sorted by name.</summary>
    /// <param name="output">Receives UTF-8 text.</param>
    public void Write(IBufferWriter<byte> output)
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder(16 * 1024);
        lock (_lock)
        {
            foreach (var series in _instruments.Values)
            {
                series.Write(text);
            }
        }

        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((InstrumentSeries)state!).Record(value, tags);

    private InstrumentSeries SeriesOf(Instrument instrument)
    {
        var name = PrometheusName.Of(instrument);
        lock (_lock)
        {
            // A second meter with the same instrument (another engine in this process) adds to the same series.
            if (!_instruments.TryGetValue(name, out var series))
            {
                series = new InstrumentSeries(name, instrument);
                _instruments.Add(name, series);
            }

            return series;
        }
    }
}
