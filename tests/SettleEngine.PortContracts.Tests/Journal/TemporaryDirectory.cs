namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A path for one test's data. The directory itself is left to the code under test.</summary>
internal sealed class TemporaryDirectory
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("settle-journal-");

    public string DataPath => Path.Combine(_parent.FullName, "data");

    public void Delete()
    {
        if (_parent.Exists)
        {
            _parent.Delete(true);
        }
    }
}
