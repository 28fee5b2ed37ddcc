using SettleEngine.Storage;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>Settings that make a journal roll its segments within a test.</summary>
internal static class SmallJournal
{
    public static JournalOptions Options(string path) => new()
    {
        DataDirectory = path,
        PageBytes = 1 << 20,
        SegmentBytes = 2 << 20,
        MemoryBytes = 4 << 20,
        BlockBytes = 64 << 10,
    };
}
