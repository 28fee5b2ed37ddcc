using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using SettleEngine.Pipeline.Diagnostics;

namespace SettleEngine.Worker.Hosting;

/// <summary>Where log lines and metrics go.</summary>
internal static class Telemetry
{
    /// <summary>Loggers that write one line per event to the console.</summary>
    /// <param name="level">Least important lines that are written.</param>
    /// <returns>The loggers; disposing them flushes.</returns>
    public static ILoggerFactory CreateLoggers(LogLevel level) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.ColorBehavior = LoggerColorBehavior.Disabled;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            options.UseUtcTimestamp = true;
        }));

    /// <summary>Sends metrics to a collector.</summary>
    /// <param name="collector">Its OTLP endpoint (gRPC).</param>
    /// <returns>The sender; disposing it sends what is left.</returns>
    public static MeterProvider SendMetrics(Uri collector) => Sdk.CreateMeterProviderBuilder()
        .AddMeter(PipelineMetrics.MeterName)
        .AddOtlpExporter(options =>
        {
            options.Endpoint = collector;
            options.Protocol = OtlpExportProtocol.Grpc;
        })
        .Build();
}
