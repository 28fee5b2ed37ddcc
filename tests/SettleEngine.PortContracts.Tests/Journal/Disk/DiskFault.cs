namespace SettleEngine.PortContracts.Tests.Journal.Disk;

/// <summary>What a disk does once, at a write or flush that is counted.</summary>
public enum DiskFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The write fails, and some of its sectors reach the disk all the same.</summary>
    WriteError,

    /// <summary>The disk is full: this write fails, and every later one that makes a file longer.</summary>
    NoSpace,

    /// <summary>Power is cut in the write: any of its sectors, and of those not flushed before, reach the disk.</summary>
    Torn,

    /// <summary>Power is cut behind the write: it reaches the disk, and none of those not flushed before it does.</summary>
    Reordered,

    /// <summary>The disk says that it took the write, and that it flushed it, and never writes it.</summary>
    Lost,

    /// <summary>A flush fails, what it should have flushed is dropped, and the next flush succeeds: the kernel's way.</summary>
    FlushError,
}
