using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Doors.Http.Answers;

/// <summary><c>GET /v1/outcomes?after=SEQ[&amp;limit=N][&amp;follow=true]</c>: outcomes as NDJSON, in durable order.</summary>
internal sealed class OutcomeFeed(
    ISettlementEngine engine,
    DoorPhase phase,
    HttpDoorOptions options,
    OutcomeSignal signal,
    CancellationToken cutOff)
{
    // A chunk of some 80 KiB: large enough to share the cost of a flush, small enough to stay off the large object heap.
    private const int ChunkOutcomes = 256;

    private readonly HeldRequests _followers = new(options.MaxFollowers);

    public async Task HandleAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out var query))
        {
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidQuery,
                "after and limit are decimal numbers, limit at least 1; follow is true or false.");
            return;
        }

        if (phase.Current == EnginePhase.Recovering)
        {
            // The journal is still being read: an empty page would say that there is nothing more.
            await JsonReply.WriteRecoveringAsync(context);
            return;
        }

        // What lies between the reader's last line and the oldest one that is left may have been dropped. A reader that
        // starts is told so too: its sums would be wrong from the beginning.
        var first = engine.FirstRetainedOutcome;
        if (first > 1 && query.After < first - 1)
        {
            await WriteGoneAsync(context, first);
            return;
        }

        if (!query.Follows)
        {
            await StreamAsync(context, query);
            return;
        }

        if (!_followers.TryEnter())
        {
            JsonReply.SetRetryAfter(context, options.RetryAfter);
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status429TooManyRequests,
                ErrorCodes.Overloaded,
                $"{options.MaxFollowers} readers follow the feed already. Try again later, or read without follow.");
            return;
        }

        try
        {
            await StreamAsync(context, query);
        }
        finally
        {
            _followers.Leave();
        }
    }

    private static Task WriteGoneAsync(HttpContext context, ulong first) =>
        JsonReply.WriteAsync(context, StatusCodes.Status410Gone, first, static (writer, number) =>
        {
            writer.WriteNumber("first"u8, number);
            writer.WriteString("error"u8, ErrorCodes.BelowRetainedRange);
            writer.WriteString("message"u8, "Outcomes after that number were dropped. Resume after first minus 1.");
        });

    private static bool TryReadQuery(IQueryCollection values, out FeedQuery query)
    {
        query = new FeedQuery { Remaining = ulong.MaxValue };
        if (values.TryGetValue("after", out var after))
        {
            if (!TryReadNumber(after, out var number))
            {
                return false;
            }

            query.After = number;
        }

        if (values.TryGetValue("limit", out var limit))
        {
            if (!TryReadNumber(limit, out var number) || number == 0)
            {
                return false;
            }

            query.Remaining = number;
        }

        if (values.TryGetValue("follow", out var follow))
        {
            if (follow.Count != 1 || follow[0] is not ("true" or "false"))
            {
                return false;
            }

            query.Follows = follow[0] == "true";
        }

        return true;
    }

    /// <summary>Reads a decimal number that stands once in a query.</summary>
    internal static bool TryReadNumber(Microsoft.Extensions.Primitives.StringValues values, out ulong number)
    {
        number = 0;
        return values.Count == 1
            && ulong.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private async Task StreamAsync(HttpContext context, FeedQuery query)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";

        // A follower of a quiet feed must learn at once that it is connected.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cutOff);
        var output = context.Response.BodyWriter;
        await using var writer = new Utf8JsonWriter(output, JsonReply.WriterOptions);
        while (query.Remaining > 0)
        {
            var next = signal.Next();
            var outcomes = engine.ReadOutcomes(query.After, (int)Math.Min(query.Remaining, ChunkOutcomes));
            if (outcomes.Count > 0)
            {
                WriteChunk(writer, output, outcomes);
                query.After = outcomes[^1].Sequence;
                query.Remaining -= (ulong)outcomes.Count;
                await output.FlushAsync(context.RequestAborted);
                continue;
            }

            if (!query.Follows || !await WaitAsync(next, ended.Token))
            {
                break;
            }
        }

        context.RequestAborted.ThrowIfCancellationRequested();
    }

    private static void WriteChunk(Utf8JsonWriter writer, PipeWriter output, IReadOnlyList<OutcomeNotice> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            OutcomeWriter.WriteLine(writer, outcome);
            EndLine(writer, output);
        }
    }

    /// <summary>Ends a line of NDJSON.</summary>
    internal static void EndLine(Utf8JsonWriter writer, PipeWriter output)
    {
#pragma warning disable MA0045 // Into the pipe's own memory; nothing is sent before the pipe is flushed.
        writer.Flush();
#pragma warning restore MA0045
        writer.Reset();
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }

    private static async Task<bool> WaitAsync(Task next, CancellationToken ended)
    {
        try
        {
            await next.WaitAsync(ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class FeedQuery
    {
        public ulong After { get; set; }

        public ulong Remaining { get; set; }

        public bool Follows { get; set; }
    }
}
