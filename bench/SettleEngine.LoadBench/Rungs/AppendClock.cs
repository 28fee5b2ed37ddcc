using System.Diagnostics;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>Takes the time and the processor time of one stretch of appends.</summary>
internal sealed class AppendClock
{
    private readonly TimeSpan _cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Ends the stretch.</summary>
    /// <param name="latencies">Of every group, in ms.</param>
    /// <param name="groupSize">Records in a group.</param>
    /// <returns>Records per second, median and 99th percentile in ms, processor time per record in µs.</returns>
    public (double PerSecond, double P50, double P99, double Microseconds) End(List<double> latencies, int groupSize)
    {
        var elapsed = Elapsed;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - _cpuBefore;
        var records = (double)latencies.Count * groupSize;
        latencies.Sort();
        return (
            records / elapsed.TotalSeconds,
            latencies[latencies.Count / 2],
            latencies[(int)(latencies.Count * 0.99)],
            cpu.TotalMicroseconds / records);
    }
}
