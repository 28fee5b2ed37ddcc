using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace SettleEngine.Doors;

/// <summary>Where a door listens: an IP address and a port. Host names are not taken, because what they point to can
/// change after the start-up check; <c>localhost</c> stands for 127.0.0.1.</summary>
/// <param name="EndPoint">Address and port; port 0 lets the system choose one.</param>
public sealed record DoorAddress(IPEndPoint EndPoint)
{
    /// <summary>Whether only programs on this machine can reach the door.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Reads <c>127.0.0.1:4022</c>, <c>localhost:4022</c>, <c>0.0.0.0:4022</c> or <c>[::1]:4022</c>.</summary>
    /// <param name="text">The text. The port is required.</param>
    /// <param name="address">The address, or null.</param>
    /// <returns>Whether the text had this form.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DoorAddress? address)
    {
        address = null;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (text is null || colon < 1
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = text.AsSpan(0, colon);
        if (host.SequenceEqual("localhost"))
        {
            address = new DoorAddress(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }

        // An IPv6 address without brackets would leave it open where the port begins.
        var bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if ((host.Contains(':') && !bracketed) || !IPAddress.TryParse(bracketed ? host[1..^1] : host, out var ip))
        {
            return false;
        }

        address = new DoorAddress(new IPEndPoint(ip, port));
        return true;
    }

    /// <summary>The address as it is written in options: <c>127.0.0.1:4022</c>.</summary>
    /// <returns>Address and port.</returns>
    public override string ToString() => EndPoint.ToString();
}
