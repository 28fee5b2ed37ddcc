using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A disk that is full or fails while the journal is written: the journal stops, and keeps what it acknowledged.</summary>
public abstract class FailingDiskTests(JournalAdapter adapter) : IDisposable
{
    private readonly JournalMedium _medium = JournalMedium.Create(adapter);
    private readonly DirectoryInfo _small = Directory.CreateTempSubdirectory("settle-full-");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _medium.Delete();
        _small.Delete(true);
    }

    [TmpfsFact]
    public async Task A_filling_disk_first_refuses_admissions_then_breaks_the_journal_and_loses_nothing()
    {
        Assert.True(TmpfsFactAttribute.Mount(_small.FullName, 48));
        try
        {
            var options = new JournalOptions
            {
                DataDirectory = Path.Combine(_small.FullName, "data"),
                PageBytes = 1 << 20,
                SegmentBytes = 8 << 20,
                MemoryBytes = 4 << 20,
                AnchorInterval = TimeSpan.FromMilliseconds(5),
            };
            var journal = BlockJournal.Open(adapter, options);
            await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);
            Assert.True(journal.HasRoomForAdmissions);

            var acknowledged = 0ul;
            var whileRefusing = 0;
            await Assert.ThrowsAsync<IOException>(async () =>
            {
                while (true)
                {
                    var first = await journal.AppendAsync(JournalMedium.Next(acknowledged + 1, 100), CancellationToken.None);
                    Assert.Equal(acknowledged + 1, first);
                    acknowledged += 100;
                    whileRefusing += journal.HasRoomForAdmissions ? 0 : 1;
                }
            });

            Assert.True(whileRefusing > 50, $"{whileRefusing} groups fitted into the reserve");
            Assert.Contains("--data", (await journal.Broken).Message, StringComparison.Ordinal);
            Assert.False(journal.HasRoomForAdmissions);
            await Assert.ThrowsAsync<IOException>(
                async () => await journal.AppendAsync(JournalMedium.Next(1, 1), CancellationToken.None));
            await Assert.ThrowsAsync<IOException>(async () => await journal.CheckpointAsync(CancellationToken.None));
            await journal.DisposeAsync();

            // With room again, everything acknowledged is there.
            Directory.CreateDirectory(_medium.DataPath);
            foreach (var file in Directory.EnumerateFiles(options.DataDirectory))
            {
                File.Copy(file, Path.Combine(_medium.DataPath, Path.GetFileName(file)));
            }

            Assert.Equal(acknowledged, await _medium.OpenGoOnAndReopenAsync());
        }
        finally
        {
            TmpfsFactAttribute.Unmount(_small.FullName);
        }
    }

    [TmpfsFact]
    public async Task A_file_system_without_another_inode_stops_admissions_and_keeps_the_reserve()
    {
        // The root, the directory, lock, anchor and the segment in use: the next segment finds no inode.
        Assert.True(TmpfsFactAttribute.Mount(_small.FullName, 16, inodes: 5));
        try
        {
            var options = _medium.Options() with
            {
                DataDirectory = Path.Combine(_small.FullName, "data"),
                AnchorInterval = TimeSpan.FromMilliseconds(5),
            };
            var journal = BlockJournal.Open(adapter, options);
            await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);
            await UntilAsync(() => !journal.HasRoomForAdmissions);
            await JournalMedium.AppendAsync(journal, 10);
            Assert.False(journal.Broken.IsCompleted);

            await Assert.ThrowsAsync<IOException>(() => JournalMedium.AppendAsync(journal, 500));
            var acknowledged = journal.DurableSequence;
            Assert.True(journal.Broken.IsCompleted && acknowledged >= 10);
            await journal.DisposeAsync();
            Directory.CreateDirectory(_medium.DataPath);
            foreach (var file in Directory.EnumerateFiles(options.DataDirectory))
            {
                File.Copy(file, Path.Combine(_medium.DataPath, Path.GetFileName(file)));
            }

            Assert.True(await _medium.OpenGoOnAndReopenAsync() >= acknowledged);
        }
        finally
        {
            TmpfsFactAttribute.Unmount(_small.FullName);
        }
    }

    [Fact]
    public async Task A_write_that_fails_breaks_the_journal_for_good_and_loses_nothing_acknowledged()
    {
        var (journal, _) = await _medium.OpenAsync();
        await JournalMedium.AppendAsync(journal, 1);

        // The next segment's file turns into a device that takes no byte, once it has been prepared.
        var next = _medium.SegmentPath(1);
        await UntilAsync(() => File.Exists(next) && new FileInfo(next).Length == 128 << 10);
        File.Delete(next);
        File.CreateSymbolicLink(next, "/dev/full");

        await Assert.ThrowsAsync<IOException>(() => JournalMedium.AppendAsync(journal, 500));
        var failure = await journal.Broken;
        Assert.Contains("must stop", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => JournalMedium.AppendAsync(journal, 1));
        var acknowledged = journal.DurableSequence;
        await journal.DisposeAsync();

        File.Delete(next);
        Assert.True(await _medium.OpenGoOnAndReopenAsync() >= acknowledged);
    }

    [Fact]
    public async Task Everyone_who_waits_hears_of_the_failure()
    {
        var (journal, _) = await _medium.OpenAsync();
        var next = _medium.SegmentPath(1);
        await UntilAsync(() => File.Exists(next) && new FileInfo(next).Length == 128 << 10);
        File.Delete(next);
        File.CreateSymbolicLink(next, "/dev/full");

        var appends = Enumerable.Range(0, 100)
            .Select(async index => await journal.AppendAsync(JournalMedium.Next((ulong)(1 + (index * 8)), 8), CancellationToken.None))
            .ToArray();
        await journal.Broken;
        foreach (var append in appends)
        {
            // Acknowledged or refused, but never left waiting.
            await Task.WhenAny(append).WaitAsync(TimeSpan.FromSeconds(10));
        }

        Assert.Contains(appends, append => append.IsFaulted && append.Exception!.InnerException is IOException);
        await journal.DisposeAsync();
    }

    [Fact]
    public void A_data_directory_that_cannot_be_made_is_refused_in_words_that_help()
    {
        var file = Path.Combine(_small.FullName, "file");
        File.WriteAllText(file, "");

        foreach (var path in new[] { file, Path.Combine(file, "data"), "/proc/data" })
        {
            var refusal = Assert.Throws<IOException>(() => BlockJournal.Open(adapter, new JournalOptions { DataDirectory = path }));
            Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_refusal_of_a_second_opener_names_the_option()
    {
        var (journal, _) = await _medium.OpenAsync();

        var refusal = Assert.Throws<IOException>(() => _medium.Open());
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task A_new_data_directory_belongs_to_its_owner_alone()
    {
        await _medium.FillAsync(1);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new DirectoryInfo(_medium.DataPath).UnixFileMode);
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused_together()
    {
        var good = _medium.Options();
        good.Validate();
        Assert.Throws<ArgumentException>((good with { DataDirectory = " " }).Validate);
        Assert.Throws<ArgumentException>((good with { PageBytes = 100_000 }).Validate);
        Assert.Throws<ArgumentException>((good with { SegmentBytes = 32 << 10 }).Validate);
        Assert.Throws<ArgumentException>((good with { MemoryBytes = good.PageBytes }).Validate);
        Assert.Throws<ArgumentException>((good with { BlockBytes = good.PageBytes }).Validate);
        Assert.Throws<ArgumentException>((good with { AnchorInterval = TimeSpan.Zero }).Validate);
        Assert.Throws<ArgumentException>((good with { StallAfter = TimeSpan.Zero }).Validate);
        Assert.Throws<ArgumentException>((good with { CommitTimeout = TimeSpan.Zero }).Validate);
        new JournalOptions { DataDirectory = "data" }.Validate();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(10, timeout.Token);
        }
    }
}
