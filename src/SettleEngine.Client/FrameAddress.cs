using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SettleEngine.Client;

/// <summary>Reads <c>tcp://host:port</c> and <c>unix:/path</c>.</summary>
public static class FrameAddress
{
    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="endPoint">Where to connect to.</param>
    /// <returns>Whether the text had one of the two forms.</returns>
    public static bool TryParse(string text, out EndPoint? endPoint)
    {
        endPoint = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > "unix:".Length)
        {
            // Both unix:/path and unix:///path are in use.
            var path = text["unix:".Length..];
            endPoint = new UnixDomainSocketEndPoint(path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path);
            return true;
        }

        if (!text.StartsWith("tcp://", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text["tcp://".Length..].TrimEnd('/');
        if (IPEndPoint.TryParse(rest, out var address) && address.Port != 0)
        {
            endPoint = address;
            return true;
        }

        var colon = rest.LastIndexOf(':');
        if (colon > 0
            && int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort)
        {
            endPoint = new DnsEndPoint(rest[..colon], port);
            return true;
        }

        return false;
    }

    /// <summary>Connects.</summary>
    internal static async Task<Socket> ConnectAsync(string text, CancellationToken cancellationToken)
    {
        if (!TryParse(text, out var endPoint))
        {
            throw new FormatException($"Not an address of the form tcp://host:port or unix:/path: {text}");
        }

        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint!, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
