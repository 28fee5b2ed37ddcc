using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http;

/// <summary>Whether the process lives, and whether it is of use.</summary>
internal sealed class HealthEndpoints(ISettlementEngine engine, DoorPhase phase)
{
    /// <summary>Liveness: answered as long as requests are answered at all.</summary>
    public static Task LiveAsync(HttpContext context) =>
        JsonReply.WriteAsync(context, StatusCodes.Status200OK, "ok", static (writer, status) =>
            writer.WriteString("status"u8, status));

    /// <summary>Readiness: 503 unless payments are taken in. Troubles alone make it degraded, not unready: recovery from
    /// them needs no restart, and a balancer that took the instance away would make them worse.</summary>
    public Task ReadyAsync(HttpContext context)
    {
        var health = engine.Health with { Phase = phase.Current };
        var status = health.Phase == EnginePhase.Running ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonReply.WriteAsync(context, status, health, WriteHealth);
    }

    private static void WriteHealth(Utf8JsonWriter writer, EngineHealth health)
    {
        writer.WriteString("status"u8, health.Phase switch
        {
            EnginePhase.Recovering => "recovering",
            EnginePhase.Draining => "draining",
            _ => health.Troubles.Count == 0 ? "ok" : "degraded",
        });
        writer.WriteStartArray("reasons"u8);
        foreach (var trouble in health.Troubles)
        {
            writer.WriteStringValue(trouble);
        }

        writer.WriteEndArray();
    }
}
