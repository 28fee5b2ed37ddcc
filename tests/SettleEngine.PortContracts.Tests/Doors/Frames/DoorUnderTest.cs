using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Frames;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Frames;

/// <summary>A real door on loopback, TCP and Unix, in front of a scripted engine.</summary>
internal sealed class DoorUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("frames");

    private DoorUnderTest(FrameEngine engine, Action<FrameDoorOptions>? configure)
    {
        Engine = engine;
        UnixPath = Path.Combine(_directory.FullName, "door.sock");
        Options = new FrameDoorOptions { Tcp = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), UnixPath = UnixPath };
        configure?.Invoke(Options);
        Door = new FrameDoor(engine, Options, TimeProvider.System, NullLogger<FrameDoor>.Instance);
    }

    public FrameEngine Engine { get; }

    public FrameDoor Door { get; }

    public FrameDoorOptions Options { get; }

    public string UnixPath { get; }

    public string Tcp => $"tcp://{Door.TcpEndPoint}";

    public string Unix => $"unix:{UnixPath}";

    public static CancellationToken Limit => new CancellationTokenSource(Patience).Token;

    public static async Task<DoorUnderTest> OpenAsync(Action<FrameDoorOptions>? configure = null, FrameEngine? engine = null)
    {
        var test = new DoorUnderTest(engine ?? new FrameEngine(), configure);
        await test.Door.StartAsync(Limit);
        return test;
    }

    public static SignedAuthorization[] Items(int count, ulong firstValue = 1)
    {
        var items = new SignedAuthorization[count];
        Span<byte> bytes = stackalloc byte[32];
        bytes.Fill(7);
        for (var i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(bytes, firstValue + (ulong)i);
            items[i] = new SignedAuthorization(
                new Address(bytes),
                new Authorization(
                    new Address(bytes),
                    new Address(bytes[4..]),
                    new TokenAmount(firstValue + (ulong)i),
                    new UnixSeconds(0),
                    new UnixSeconds(2_000_000_000),
                    new AuthorizationNonce(new Hash256(bytes))),
                new EcdsaSignature(new Hash256(bytes), new Hash256(bytes), 27),
                ConfirmationLevel.Included);
        }

        return items;
    }

    public static async Task EventuallyAsync(Func<bool> holds, string what)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(until) < Patience, $"never came true: {what}");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public Task<FrameClient> ConnectAsync(Book? book = null, string? address = null, Action<FrameClientOptions>? configure = null)
    {
        var options = new FrameClientOptions { Listener = book };
        configure?.Invoke(options);
        return FrameClient.ConnectAsync(address ?? Tcp, options, Limit);
    }

    public async ValueTask DisposeAsync()
    {
        Engine.OpenGate();
        await Door.DisposeAsync();
        await Engine.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
