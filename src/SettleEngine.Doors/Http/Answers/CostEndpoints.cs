using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http.Answers;

/// <summary><c>GET /v1/batches?after=SEQ[&amp;limit=N]</c>: what each transaction cost, as NDJSON; <c>GET /v1/costs</c>: sums by hour and
/// payee. Both since the process started.</summary>
internal sealed class CostEndpoints(ISettlementEngine engine, DoorPhase phase)
{
    private const int MaxBatches = 1_000;

    public async Task BatchesAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out var after, out var limit))
        {
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidQuery,
                $"after and limit are decimal numbers, limit from 1 to {MaxBatches}.");
            return;
        }

        if (phase.Current == EnginePhase.Recovering)
        {
            await JsonReply.WriteRecoveringAsync(context);
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        var output = context.Response.BodyWriter;
        await using (var writer = new Utf8JsonWriter(output, JsonReply.WriterOptions))
        {
            foreach (var batch in engine.ReadBatches(after, limit))
            {
                CostWriter.WriteLine(writer, batch);
                OutcomeFeed.EndLine(writer, output);
            }
        }

        await output.FlushAsync(context.RequestAborted);
    }

    public Task TotalsAsync(HttpContext context) => phase.Current == EnginePhase.Recovering
        ? JsonReply.WriteRecoveringAsync(context)
        : JsonReply.WriteAsync(context, StatusCodes.Status200OK, engine.Costs, CostWriter.WriteSummary);

    private static bool TryReadQuery(IQueryCollection values, out ulong after, out int limit)
    {
        after = 0;
        limit = MaxBatches;
        if (values.TryGetValue("after", out var first) && !OutcomeFeed.TryReadNumber(first, out after))
        {
            return false;
        }

        if (!values.TryGetValue("limit", out var most))
        {
            return true;
        }

        var isNumber = OutcomeFeed.TryReadNumber(most, out var number) && number is >= 1 and <= MaxBatches;
        limit = isNumber ? (int)number : 0;
        return isNumber;
    }
}
