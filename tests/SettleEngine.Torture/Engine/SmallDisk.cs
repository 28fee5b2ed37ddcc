using System.Diagnostics;

namespace SettleEngine.Torture.Engine;

/// <summary>A file system of its own with little room, in memory, and a file in it that takes the rest.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Root = path;

    /// <summary>Where it is mounted.</summary>
    public string Root { get; }

    private string Ballast => Path.Combine(Root, "ballast");

    /// <summary>Mounts one.</summary>
    /// <param name="mebibytes">Its size.</param>
    /// <returns>The file system; unmounted when it is disposed.</returns>
    /// <exception cref="IOException">This user may not mount one.</exception>
    public static SmallDisk Mount(int mebibytes)
    {
        var path = Directory.CreateTempSubdirectory("settle-small-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", path))
        {
            return new SmallDisk(path);
        }

        Directory.Delete(path);
        throw new IOException("This user may not mount a small file system: run the mode full as root.");
    }

    /// <summary>Fills it.</summary>
    /// <param name="free">Bytes that stay free, at most.</param>
    public void Fill(long free)
    {
        using var file = new FileStream(Ballast, FileMode.OpenOrCreate, FileAccess.Write);
        var room = new DriveInfo(Root).AvailableFreeSpace;
        file.Position = file.Length;
        var chunk = new byte[64 << 10];
        try
        {
            for (; room > free; room -= chunk.Length)
            {
                file.Write(chunk);
            }

            file.Flush();
        }
        catch (IOException)
        {
            // The engine was quicker: the disk is full, which was the aim. What it holds is told by the next look at it.
            return;
        }
    }

    /// <summary>Frees what was filled.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Run("umount", Root))
        {
            Directory.Delete(Root);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
