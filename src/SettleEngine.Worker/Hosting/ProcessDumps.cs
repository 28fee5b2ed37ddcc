using System.Runtime.InteropServices;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Hosting;

/// <summary>Keeps this process's memory, which holds the lanes' keys, out of files: no core dump of the kernel, none of the
/// runtime, and no reading of its memory by other programs of the same user.</summary>
internal static class ProcessDumps
{
    private const int GetDumpable = 3;
    private const int SetDumpable = 4;

    private static readonly string[] RuntimeSwitches = ["DOTNET_DbgEnableMiniDump", "COMPlus_DbgEnableMiniDump"];

    /// <summary>Whether the kernel writes no dump of this process. False where the platform has no such switch.</summary>
    public static bool AreForbidden => OperatingSystem.IsLinux() && Control(GetDumpable, 0, 0, 0, 0) == 0;

    /// <summary>Forbids them for the life of the process. Where the platform has no such switch, only the runtime's is looked at.</summary>
    /// <exception cref="SettingException">The runtime was told to write dumps, which cannot be taken back once it runs.</exception>
    public static void Forbid()
    {
        foreach (var name in RuntimeSwitches)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && value != "0")
            {
                throw new SettingException(
                    $"{name} is set: a crash would write the lanes' keys into a file. Take it out of the environment.");
            }
        }

        if (OperatingSystem.IsLinux())
        {
            Set(dumpable: false);
        }
    }

    /// <summary>Sets the kernel's switch.</summary>
    /// <param name="dumpable">Whether dumps may be written.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal static void Set(bool dumpable)
    {
        if (Control(SetDumpable, dumpable ? 1U : 0U, 0, 0, 0) != 0)
        {
            throw new IOException($"The kernel does not switch core dumps: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
