using System.Net.Sockets;

namespace SettleEngine.Doors.Frames;

/// <summary>The file of a Unix socket: removed when it is left over, never when somebody listens there.</summary>
internal static class UnixSocketFile
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Binds a socket at a path and sets its mode to 0660 before anybody can connect.</summary>
    /// <param name="endPoint">The path.</param>
    /// <returns>A bound socket that does not listen yet, so that nobody gets in before the mode is set.</returns>
    public static Socket Bind(UnixDomainSocketEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(endPoint.ToString(), Mode);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Removes the file that a listener left behind when it died.</summary>
    /// <param name="endPoint">The path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">Something listens there, or the file is not a socket.</exception>
    public static async Task RemoveStaleAsync(
        UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        var path = endPoint.ToString();
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(endPoint, cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A socket file whose listener died refuses; a regular file refuses too, so look before deleting.
            if (!await IsSocketAsync(path))
            {
                throw new IOException($"--unix {path} exists and is not a socket. Give another path, or move the file away.");
            }

            File.Delete(path);
            return;
        }

        throw new IOException($"--unix {path} is in use: something listens there. Stop it, or give another path.");
    }

    // The base library has no file type for sockets: they are neither regular (which would have a readable stream) nor
    // directories nor links, and opening one fails with "no such device or address".
    private static async Task<bool> IsSocketAsync(string path)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
