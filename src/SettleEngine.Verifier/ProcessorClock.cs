using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SettleEngine.Verifier;

/// <summary>Time that the calling thread has spent on a processor: what work costs, however busy the machine is. Where the
/// system does not tell, time that has passed.</summary>
internal static class ProcessorClock
{
    private const int ThisThread = 3;
    private const long PerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since some moment. Only differences within one thread mean something.</summary>
    public static long Now =>
        OperatingSystem.IsLinux() && NativeGetTime(ThisThread, out var time) == 0
            ? (time.Seconds * PerSecond) + time.Nanoseconds
            : (long)(Stopwatch.GetTimestamp() * ((double)PerSecond / Stopwatch.Frequency));

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeGetTime(int clock, out Time time);

    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
