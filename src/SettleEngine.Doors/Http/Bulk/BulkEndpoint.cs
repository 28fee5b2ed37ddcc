using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Http.Bulk;

/// <summary><c>POST /v1/authorizations</c>: NDJSON in, NDJSON out, one line for each line, in order.</summary>
/// <remarks>
/// Lines go to the engine in groups while the request is still arriving; reading stops while the engine is full. Answers
/// are kept until the last line is in, so a client that writes everything before it reads cannot block us.
/// </remarks>
internal sealed class BulkEndpoint(ISettlementEngine engine, DoorPhase phase, HttpDoorOptions options)
{
    private readonly BulkGroups _groups = new();
    private readonly HeldRequests _open = new(options.MaxBulkRequests);

    public async Task HandleAsync(HttpContext context)
    {
        if (await RefuseAsync(context))
        {
            return;
        }

        try
        {
            var request = new BulkRequest();
            bool isWhole;
            try
            {
                isWhole = await TakeInAsync(context, request);
            }
            finally
            {
                request.Done();
            }

            await request.Completed.WaitAsync(context.RequestAborted);
            await (isWhole ? WriteAsync(context, request) : WriteTooManyLinesAsync(context));
        }
        finally
        {
            _open.Leave();
        }
    }

    private async Task<bool> RefuseAsync(HttpContext context)
    {
        var current = phase.Current;
        if (current != EnginePhase.Running)
        {
            var reason = current == EnginePhase.Draining ? ErrorCodes.Draining : ErrorCodes.Recovering;
            JsonReply.SetRetryAfter(context, options.RetryAfter);
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                reason,
                "Nothing is taken in at the moment. GET /health/ready says why; try again later.");
            return true;
        }

        if (context.Request.ContentLength > options.MaxBulkBytes)
        {
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status413PayloadTooLarge,
                ErrorCodes.BodyTooLarge,
                $"A bulk request has at most {options.MaxBulkBytes} bytes. Split it, or use frames.");
            return true;
        }

        if (_open.TryEnter())
        {
            return false;
        }

        JsonReply.SetRetryAfter(context, options.RetryAfter);
        await JsonReply.WriteErrorAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            ErrorCodes.Overloaded,
            $"{options.MaxBulkRequests} bulk requests are open already. Nothing was taken; try again later.");
        return true;
    }

    /// <summary>Reads lines and hands them over in groups.</summary>
    /// <returns>False when there are more lines than allowed; those before stand.</returns>
    private async Task<bool> TakeInAsync(HttpContext context, BulkRequest request)
    {
        var intake = new BulkIntake(engine, _groups, options, request);
        var reader = context.Request.BodyReader;
        long consumed = 0;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            var rest = result.Buffer;
            if (consumed + rest.Length > options.MaxBulkBytes)
            {
                reader.AdvanceTo(rest.End);
                throw new BodyTooLargeException(
                    $"A bulk request has at most {options.MaxBulkBytes} bytes. Lines that were read before may stand; hand "
                    + "them in again to learn their ids.");
            }

            consumed += rest.Length;
            while (intake.TryFill(ref rest, result.IsCompleted))
            {
                await intake.HandOverAsync(context.RequestAborted);
            }

            var isOver = intake.IsOverLimit;
            consumed -= rest.Length;
            reader.AdvanceTo(isOver ? rest.End : rest.Start, rest.End);
            if (isOver || result.IsCompleted)
            {
                await intake.HandOverAsync(context.RequestAborted);
                return !isOver;
            }
        }
    }

    private Task WriteTooManyLinesAsync(HttpContext context) => JsonReply.WriteErrorAsync(
        context,
        StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.TooManyLines,
        $"A bulk request has at most {options.MaxBulkLines} lines. Those stand; hand them in again to learn their ids.");

    private static async Task WriteAsync(HttpContext context, BulkRequest request)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        WriteAnswers(context.Response.BodyWriter, request.Answers);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteAnswers(IBufferWriter<byte> output, ReadOnlySpan<AdmissionAnswer> answers)
    {
        foreach (ref readonly var answer in answers)
        {
            WriteAnswer(output, answer);
        }
    }

    /// <summary>One answer: <c>{"id":"1","status":"accepted"}</c> or <c>{"status":"rejected","reason":"expired"}</c>. All
    /// parts are ASCII without anything to escape.</summary>
    private static void WriteAnswer(IBufferWriter<byte> output, in AdmissionAnswer answer)
    {
        var line = output.GetSpan(128);
        var length = 0;
        Append(line, ref length, "{"u8);
        if (answer.Id.IsSome)
        {
            Append(line, ref length, "\"id\":\""u8);
            Utf8Formatter.TryFormat(answer.Id.Value, line[length..], out var digits);
            length += digits;
            Append(line, ref length, "\","u8);
        }

        Append(line, ref length, "\"status\":\""u8);
        length += Encoding.ASCII.GetBytes(WireNames.Of(answer.Status), line[length..]);
        if (answer.Status == AdmissionStatus.Rejected)
        {
            Append(line, ref length, "\",\"reason\":\""u8);
            length += Encoding.ASCII.GetBytes(WireNames.Of(answer.Reason), line[length..]);
        }

        Append(line, ref length, "\"}\n"u8);
        output.Advance(length);
    }

    private static void Append(Span<byte> line, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[length..]);
        length += text.Length;
    }
}
