namespace SettleEngine.Worker.Hosting;

/// <summary>Lets a synchronous resource stand in a list of asynchronous ones.</summary>
/// <param name="owned">The resource.</param>
internal sealed class DisposableOwner(IDisposable owned) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        owned.Dispose();
        return ValueTask.CompletedTask;
    }
}
