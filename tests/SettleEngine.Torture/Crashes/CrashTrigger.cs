using System.Globalization;
using System.Runtime.InteropServices;

namespace SettleEngine.Torture.Crashes;

/// <summary>Kills this process when a moment comes for the n-th time. Thread rule: any thread.</summary>
/// <param name="armed">The moment.</param>
/// <param name="nth">The how manieth time.</param>
public sealed class CrashTrigger(CrashPoint armed, int nth)
{
    private const int SigKill = 9;
    private int _count;

    /// <summary>What is armed.</summary>
    public CrashPoint Armed => armed;

    /// <summary>The how manieth time.</summary>
    public int Nth => nth;

    /// <summary>What a process says on standard output as its last word, so that nobody takes another death for this one.</summary>
    /// <param name="point">The moment.</param>
    /// <returns>The line.</returns>
    public static string LineOf(CrashPoint point) => $"crash point {point} reached";

    /// <summary>Counts the moment.</summary>
    /// <param name="point">Which one.</param>
    /// <returns>Whether this is the time to die, or to fail.</returns>
    public bool IsDue(CrashPoint point) => point == armed && Interlocked.Increment(ref _count) == nth;

    /// <summary>Counts the moment, and does not return when it is the time.</summary>
    /// <param name="point">Which one.</param>
    public void Reach(CrashPoint point)
    {
        if (IsDue(point))
        {
            Die();
        }
    }

    /// <summary>Tells what happens and ends this process as the kernel would: no handler, no buffer, no lock is left.</summary>
    public void Die()
    {
        Tell();
        _ = Kill(Environment.ProcessId, SigKill);

        // The signal ends every thread; this one must not get a step further meanwhile.
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    /// <summary>Tells what happens.</summary>
    public void Tell()
    {
        Console.Out.WriteLine(LineOf(armed));
        Console.Out.Flush();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The trigger.</returns>
    public static CrashTrigger Parse(string text)
    {
        var parts = text.Split(':');
        return new CrashTrigger(Enum.Parse<CrashPoint>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{armed}:{nth}");

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
