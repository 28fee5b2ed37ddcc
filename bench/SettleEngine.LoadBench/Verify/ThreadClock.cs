using System.Globalization;
using System.Runtime.InteropServices;

namespace SettleEngine.LoadBench.Verify;

/// <summary>Processor time of threads, which other programs on the machine do not lengthen as they do the time on the wall.</summary>
/// <remarks>Linux only, like everything that is published from here.</remarks>
internal static class ThreadClock
{
    private const int CurrentThread = 3;
    private const int NanosecondsPerMicrosecond = 1_000;

    /// <summary>Processor time of the calling thread, in microseconds.</summary>
    public static double Current() => Read(CurrentThread);

    /// <summary>Processor time that some threads of this process have used together, in microseconds.</summary>
    /// <param name="threads">Their numbers, from <see cref="Named"/>.</param>
    public static double Sum(ReadOnlySpan<int> threads)
    {
        var sum = 0.0;
        foreach (var thread in threads)
        {
            // The kernel's own number for the clock of one thread: the thread's, inverted, and two flags.
            sum += Read((~thread << 3) | 6);
        }

        return sum;
    }

    /// <summary>Finds this process's threads by the beginning of their names.</summary>
    public static int[] Named(string prefix) =>
    [
        .. Directory.EnumerateDirectories("/proc/self/task")
            .Where(task => NameOf(task).StartsWith(prefix, StringComparison.Ordinal))
            .Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)),
    ];

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            // It ended between the list and the look: not one that is being measured.
            return "";
        }
    }

    private static double Read(int clock)
    {
        if (clock_gettime(clock, out var time) != 0)
        {
            throw new InvalidOperationException("The system keeps no such clock.");
        }

        return (time.Seconds * 1e6) + ((double)time.Nanoseconds / NanosecondsPerMicrosecond);
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
