using System.Buffers;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Doors;
using SettleEngine.Doors.Http;
using SettleEngine.Doors.Http.Metrics;
using SettleEngine.Pipeline;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Every_kind_of_instrument_is_spelled_with_its_name_unit_and_help()
    {
        using var exporter = new PrometheusExporter("Doors.Test.Kinds");
        using var meter = new Meter("Doors.Test.Kinds.A");
        using var foreign = new Meter("Other");
        foreign.CreateCounter<long>("settle.foreign").Add(1);

        var accepted = meter.CreateCounter<long>("settle.dedupe.accepted", "{authorization}", "Authorizations admitted.");
        accepted.Add(256);
        accepted.Add(44);
        meter.CreateUpDownCounter<int>("settle.submit.open", "{submission}", "Open submissions.").Add(-3);
        meter.CreateObservableGauge("settle.storage.free", () => 1.5e9, "By", "Free\nspace.");
        meter.CreateObservableCounter("settle.submit.spent", () => 7L, "wei", "Fees paid.");

        Assert.Equal(
            """
            # HELP settle_dedupe_accepted_total Authorizations admitted.
            # TYPE settle_dedupe_accepted_total counter
            settle_dedupe_accepted_total 300
            # HELP settle_storage_free_bytes Free space.
            # TYPE settle_storage_free_bytes gauge
            settle_storage_free_bytes 1500000000
            # HELP settle_submit_open Open submissions.
            # TYPE settle_submit_open gauge
            settle_submit_open -3
            # HELP settle_submit_spent_wei_total Fees paid.
            # TYPE settle_submit_spent_wei_total counter
            settle_submit_spent_wei_total 7

            """,
            Text(exporter));

        // An observed counter tells its total each time; asking twice must not add.
        Assert.Contains("settle_submit_spent_wei_total 7\n", Text(exporter), StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_become_labels_and_one_series_each()
    {
        using var exporter = new PrometheusExporter("Doors.Test.Tags");
        using var meter = new Meter("Doors.Test.Tags");
        var rejected = meter.CreateCounter<long>("settle.verify.rejected");
        rejected.Add(2, new KeyValuePair<string, object?>("reason", "expired"));
        rejected.Add(3, new KeyValuePair<string, object?>("reason", "quote\" slash\\ line\n"));
        rejected.Add(4, new KeyValuePair<string, object?>("reason", "expired"));

        var text = Text(exporter);

        Assert.Contains("settle_verify_rejected_total{reason=\"expired\"} 6\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "settle_verify_rejected_total{reason=\"quote\\\" slash\\\\ line\\n\"} 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_counts_cumulatively_within_the_bounds_that_its_instrument_advises()
    {
        using var exporter = new PrometheusExporter("Doors.Test.Histogram");
        using var meter = new Meter("Doors.Test.Histogram");
        var wait = meter.CreateHistogram(
            "settle.dedupe.commit",
            "s",
            "Time to durable.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.1] });
        foreach (var seconds in new[] { 0.0005, 0.001, 0.002, 0.05, 7 })
        {
            wait.Record(seconds, new KeyValuePair<string, object?>("lane", 2));
        }

        Assert.Equal(
            """
            # HELP settle_dedupe_commit_seconds Time to durable.
            # TYPE settle_dedupe_commit_seconds histogram
            settle_dedupe_commit_seconds_bucket{lane="2",le="0.001"} 2
            settle_dedupe_commit_seconds_bucket{lane="2",le="0.01"} 3
            settle_dedupe_commit_seconds_bucket{lane="2",le="0.1"} 4
            settle_dedupe_commit_seconds_bucket{lane="2",le="+Inf"} 5
            settle_dedupe_commit_seconds_sum{lane="2"} 7.0535
            settle_dedupe_commit_seconds_count{lane="2"} 5

            """,
            Text(exporter));
    }

    [Fact]
    public async Task The_admin_door_serves_metrics_and_the_main_door_does_not()
    {
        using var exporter = new PrometheusExporter("Doors.Test.Admin");
        using var meter = new Meter("Doors.Test.Admin");
        meter.CreateCounter<long>("settle.ingest.items").Add(5);
        var options = new HttpDoorOptions { Address = new DoorAddress(new IPEndPoint(IPAddress.Loopback, 0)) };
        await using var admin = AdminDoor.Build(options, new ScriptedEngine(), exporter, NullLoggerFactory.Instance);
        await admin.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{admin.BoundAddress}/") };

        using var response = await client.GetAsync(new Uri("metrics", UriKind.Relative));

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("settle_ingest_items_total 5\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await using var door = await OpenDoor.OpenAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await door.GetAsync("metrics")).Status);
    }

    [Fact]
    public async Task The_admin_door_says_draining_as_soon_as_the_main_door_drains()
    {
        using var exporter = new PrometheusExporter("Doors.Test.Drain");
        var options = new HttpDoorOptions { Address = new DoorAddress(new IPEndPoint(IPAddress.Loopback, 0)) };
        var engine = new ScriptedEngine();
        var phase = new DoorPhase(engine);
        await using var main = HttpDoor.Build(options, engine, TimeProvider.System, NullLoggerFactory.Instance, phase);
        await using var admin = AdminDoor.Build(options, engine, exporter, NullLoggerFactory.Instance, phase);
        await main.StartAsync(CancellationToken.None);
        await admin.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{admin.BoundAddress}/") };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("health/ready", UriKind.Relative))).StatusCode);

        await main.DrainAsync(TimeSpan.FromSeconds(1), CancellationToken.None);

        // The engine itself still runs: it has what the doors took in to settle.
        Assert.Equal(EnginePhase.Running, engine.Health.Phase);
        using var response = await client.GetAsync(new Uri("health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("draining", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Text(PrometheusExporter exporter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        exporter.Write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
