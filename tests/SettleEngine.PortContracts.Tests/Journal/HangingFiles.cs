using SettleEngine.Storage.Files;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A directory in which one file cannot be opened before the disk answers again.</summary>
internal sealed class HangingFiles(string path, string name, ManualResetEventSlim answers) : IJournalFiles
{
    private readonly DiskFiles _files = new(path);

    public long FreeBytes => _files.FreeBytes;

    public IJournalFile? Open(string file, bool create)
    {
        if (file == name)
        {
            answers.Wait();
        }

        return _files.Open(file, create);
    }

    public void Delete(string file) => _files.Delete(file);

    public IReadOnlyList<string> List() => _files.List();

    public void FlushNames() => _files.FlushNames();
}
