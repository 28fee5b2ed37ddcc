using System.Diagnostics;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A test that needs a small file system of its own, and is skipped where this user may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly bool MayMount = Probe();

    public TmpfsFactAttribute()
    {
        if (!MayMount)
        {
            Skip = "This user may not mount a tmpfs, so a full disk cannot be made here.";
        }
    }

    public static bool Mount(string path, int megabytes, int inodes = 0) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,nr_inodes={inodes}", "tmpfs", path);

    public static bool Unmount(string path) => Run("umount", path);

    private static bool Probe()
    {
        var directory = Directory.CreateTempSubdirectory("settle-mount-");
        var mounted = Mount(directory.FullName, 1);
        if (mounted)
        {
            Unmount(directory.FullName);
        }

        directory.Delete();
        return mounted;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
