using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SettleEngine.Doors;

/// <summary>Says which option to change when a door cannot open.</summary>
internal static class BindFailure
{
    /// <summary>Opens a door.</summary>
    /// <param name="open">Opens it; a socket may refuse at once, before there is anything to wait for.</param>
    /// <param name="option">The option that names the address, such as <c>--http</c>.</param>
    /// <param name="address">The address.</param>
    /// <returns>What the opening gave.</returns>
    /// <exception cref="IOException">The address is in use, not on this machine, or not for us.</exception>
    public static async Task<T> ExplainAsync<T>(Func<Task<T>> open, string option, string address)
    {
        try
        {
            return await open();
        }
        catch (Exception exception) when (exception is SocketException or AddressInUseException or IOException)
        {
            var cause = exception.GetBaseException().Message.TrimEnd('.');
            throw new IOException($"{option} {address} cannot be listened on: {cause}. Free it, or give another address.", exception);
        }
    }
}
