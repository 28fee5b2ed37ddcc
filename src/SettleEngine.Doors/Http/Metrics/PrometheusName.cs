using System.Diagnostics.Metrics;
using System.Text;

namespace SettleEngine.Doors.Http.Metrics;

/// <summary>Turns names of instruments and tags into names that Prometheus takes.</summary>
internal static class PrometheusName
{
    public static string Of(Instrument instrument)
    {
        var name = Clean(instrument.Name) + UnitSuffix(instrument.Unit);
        return KindOf(instrument) == SeriesKind.Counter ? name + "_total" : name;
    }

    public static SeriesKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var shape = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (shape == typeof(Histogram<>))
        {
            return SeriesKind.Histogram;
        }

        if (shape == typeof(Counter<>) || shape == typeof(ObservableCounter<>))
        {
            return SeriesKind.Counter;
        }

        return shape == typeof(UpDownCounter<>) ? SeriesKind.Sum : SeriesKind.Gauge;
    }

    /// <summary>Letters, digits and underscores only.</summary>
    public static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        return text.ToString();
    }

    private static string UnitSuffix(string? unit) => unit switch
    {
        null or "" or "1" => string.Empty,
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "us" => "_microseconds",
        "By" => "_bytes",
        "%" => "_percent",
        _ when unit[0] == '{' => string.Empty,
        _ => "_" + Clean(unit),
    };
}
