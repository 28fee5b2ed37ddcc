namespace SettleEngine.Pipeline;

/// <summary>Runs stages together: when one fails, all stop, and the failure reaches the host.</summary>
internal static class StageGroup
{
    /// <summary>Runs until every stage has ended or one has failed.</summary>
    /// <param name="stop">Cancelled when a stage fails.</param>
    /// <param name="stages">The running stages.</param>
    /// <returns>A task that fails with the first failure.</returns>
    public static async Task RunAsync(CancellationTokenSource stop, params Task[] stages)
    {
        var running = new List<Task>(stages);
        Task? failed = null;
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (ended.IsFaulted && failed is null)
            {
                failed = ended;

                // CancelAsync would run the stages' continuations on the thread pool, out of a simulated world's sight.
#pragma warning disable MA0042
                stop.Cancel();
#pragma warning restore MA0042
            }
        }

        if (failed is not null)
        {
            await failed;
        }
    }

    /// <summary>Waits for loops that belong to one stage.</summary>
    /// <param name="loops">The running loops.</param>
    /// <returns>A task that completes with the last loop, or fails at once with the first that fails.</returns>
    public static async Task JoinAsync(Task[] loops)
    {
        var running = new List<Task>(loops);
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            await ended;
        }
    }
}
