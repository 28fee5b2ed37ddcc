using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;

namespace SettleEngine.Doors.Http;

/// <summary>Kestrel with the limits of <see cref="HttpDoorOptions"/>, a list of routes and nothing else.</summary>
internal sealed class DoorServer : IAsyncDisposable
{
    // A dead peer is noticed after about two minutes; streams to followers may be silent for longer than that.
    private const int KeepAliveSeconds = 60;

    private readonly WebApplication _application;
    private readonly string _option;
    private readonly string _address;

    /// <summary>A server that does not listen yet. The option is the one that names its address, for the sentence when it
    /// cannot listen there.</summary>
    public DoorServer(string option, HttpDoorOptions options, IReadOnlyList<DoorRoute> routes, ILoggerFactory loggers)
    {
        _option = option;
        _address = options.Address.ToString();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = CreateSocket);

        _application = builder.Build();
        var gate = new DoorGate(options, loggers.CreateLogger("SettleEngine.Doors.Http"));
        _application.Use(gate.InvokeAsync);
        foreach (var route in routes)
        {
            _application.MapMethods(route.Pattern, [route.Method], gate.Guard(route));
        }
    }

    /// <summary>Where the server listens, once it has started.</summary>
    public IPEndPoint BoundAddress
    {
        get
        {
            var server = _application.Services.GetRequiredService<IServer>();
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            Invariant.Holds(address is not null);
            var uri = new Uri(address);
            return new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        return BindFailure.ExplainAsync(OpenAsync, _option, _address);

        async Task<bool> OpenAsync()
        {
            await _application.StartAsync(cancellationToken);
            return true;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>Where the server cuts a body off. Routes refuse theirs at the limit itself and the server then discards
    /// the rest, so that a caller that is a little over finishes sending and reads its answer instead of a reset.</summary>
    public static long CutOffBytes(long maxBytes) => 4 * maxBytes;

    private static void Limit(KestrelServerOptions kestrel, HttpDoorOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = CutOffBytes(options.MaxBodyBytes);
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        kestrel.Limits.MaxRequestLineSize = Math.Min(options.MaxHeaderBytes, 4 * 1024);
        kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = options.KeepAliveTimeout;

        // HTTP/2 needs TLS to be agreed on, which a proxy in front ends; without it there are no streams to bound.
        kestrel.Listen(options.Address.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static Socket CreateSocket(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        return socket;
    }
}
