using System.Diagnostics;

namespace SettleEngine.LoadBench.Reporting;

/// <summary>What this process has used so far: processor time on all cores, allocations, collections and the time for which they
/// stopped everything.</summary>
/// <param name="ProcessorTime">On all cores.</param>
/// <param name="AllocatedBytes">Managed memory allocated.</param>
/// <param name="Gen0">Collections of generation 0, and those of higher ones.</param>
/// <param name="Gen1">Collections of generation 1 and 2.</param>
/// <param name="Gen2">Collections of generation 2.</param>
/// <param name="Pause">Time for which collections stopped all threads.</param>
internal readonly record struct ProcessCost(
    TimeSpan ProcessorTime,
    long AllocatedBytes,
    int Gen0,
    int Gen1,
    int Gen2,
    TimeSpan Pause)
{
    /// <summary>Asks.</summary>
    public static ProcessCost Now()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessCost(
            process.TotalProcessorTime,
            GC.GetTotalAllocatedBytes(),
            GC.CollectionCount(0),
            GC.CollectionCount(1),
            GC.CollectionCount(2),
            GC.GetTotalPauseDuration());
    }

    /// <summary>What was used since.</summary>
    /// <param name="count">Items that it was used for.</param>
    /// <param name="item">What an item is called in a figure's name.</param>
    /// <returns>The figures; those of generation 0 and 1 count no collection of a higher one.</returns>
    public RungFigure[] Since(double count, string item)
    {
        var now = Now();
        return
        [
            new($"cpu_per_{item}", (now.ProcessorTime - ProcessorTime).TotalMicroseconds / count, "us"),
            new($"allocated_per_{item}", (now.AllocatedBytes - AllocatedBytes) / count, "B"),
            new("collections_gen0", now.Gen0 - Gen0 - (now.Gen1 - Gen1), "collections"),
            new("collections_gen1", now.Gen1 - Gen1 - (now.Gen2 - Gen2), "collections"),
            new("collections_gen2", now.Gen2 - Gen2, "collections"),
            new("collections_pause", (now.Pause - Pause).TotalMilliseconds, "ms"),
        ];
    }
}
