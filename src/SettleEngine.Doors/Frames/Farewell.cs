using System.IO.Pipelines;

namespace SettleEngine.Doors.Frames;

/// <summary>Lets a caller read the last frame before the connection is closed.</summary>
internal static class Farewell
{
    // A socket that is closed with unread input resets the connection, and the caller may lose the last frame with it.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Reads and drops what still comes, until the caller closes or a second has passed.</summary>
    public static async Task LingerAsync(PipeReader input, TimeProvider timeProvider)
    {
        using var limit = new CancellationTokenSource(Linger, timeProvider);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(limit.Token);
                if (result.IsCompleted)
                {
                    return;
                }

                input.AdvanceTo(result.Buffer.End);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Either side has closed or the time is over: the last frame has had its chance.
            return;
        }
    }
}
