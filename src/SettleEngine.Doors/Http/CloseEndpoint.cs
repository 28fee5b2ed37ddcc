using System.Net;
using Microsoft.AspNetCore.Http;

namespace SettleEngine.Doors.Http;

/// <summary>Asks the host to shut down, for harnesses that run a facilitator as a child.</summary>
internal sealed class CloseEndpoint(Action close)
{
    public async Task HandleAsync(HttpContext context)
    {
        // A page in a browser on this machine could post here too; a browser always says where the page is from.
        var isLocal = context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
        if (!isLocal || context.Request.Headers.Origin.Count > 0)
        {
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status403Forbidden,
                ErrorCodes.Forbidden,
                "Only programs on this machine may close the door.");
            return;
        }

        await JsonReply.WriteAsync(context, StatusCodes.Status200OK, "closing", static (writer, status) =>
            writer.WriteString("status"u8, status));
        close();
    }
}
