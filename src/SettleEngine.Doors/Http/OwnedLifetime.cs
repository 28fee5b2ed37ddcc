using Microsoft.Extensions.Hosting;

namespace SettleEngine.Doors.Http;

/// <summary>The server lives as long as its owner says. The platform's default would react to signals by itself.</summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
