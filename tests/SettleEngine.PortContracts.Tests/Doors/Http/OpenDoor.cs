using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Doors;
using SettleEngine.Doors.Http;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

/// <summary>A started door on a free loopback port, with a client for it.</summary>
internal sealed class OpenDoor : IAsyncDisposable
{
    private readonly HttpDoor _door;

    private OpenDoor(HttpDoor door, ScriptedEngine engine)
    {
        _door = door;
        Engine = engine;
        Client = new HttpClient { BaseAddress = new Uri($"http://{door.BoundAddress}/"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public ScriptedEngine Engine { get; }

    public HttpClient Client { get; }

    public HttpDoor Door => _door;

    public IPEndPoint Address => _door.BoundAddress;

    public static async Task<OpenDoor> OpenAsync(Action<HttpDoorOptions>? configure = null, ScriptedEngine? engine = null)
    {
        engine ??= new ScriptedEngine();
        var options = new HttpDoorOptions
        {
            Address = new DoorAddress(new IPEndPoint(IPAddress.Loopback, 0)),
            SettleHold = TimeSpan.FromSeconds(10),
        };
        configure?.Invoke(options);
        var door = HttpDoor.Build(options, engine, TimeProvider.System, NullLoggerFactory.Instance);
        await door.StartAsync(CancellationToken.None);
        return new OpenDoor(door, engine);
    }

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _door.DisposeAsync();
    }
}
