using SettleEngine.Devnet;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Commands;

public sealed class LaneKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settle-keys-").FullName;

    private string KeyFile => Path.Combine(_folder, "lanes.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keys_that_stand_in_the_file_are_never_overwritten()
    {
        var real = "0x" + new string('7', 64) + "\n";
        await File.WriteAllTextAsync(KeyFile, real);

        var refusal = await Assert.ThrowsAsync<SettingException>(() => LaneKeys.WriteAsync(KeyFile, DevAccount.All.Take(4)));

        Assert.Contains("--lane-key-file", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("777", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(real, await File.ReadAllTextAsync(KeyFile));
    }

    [Fact]
    public async Task The_same_development_keys_are_found_again_and_others_are_refused()
    {
        await LaneKeys.WriteAsync(KeyFile, DevAccount.All.Take(4));
        var written = await File.ReadAllTextAsync(KeyFile);
        await LaneKeys.WriteAsync(KeyFile, DevAccount.All.Take(4));

        Assert.Equal(written, await File.ReadAllTextAsync(KeyFile));
        Assert.Equal(DevAccount.All.Take(4).Select(account => account.ToKeyFileLine()), await File.ReadAllLinesAsync(KeyFile));
        Assert.True(
            OperatingSystem.IsWindows()
            || File.GetUnixFileMode(KeyFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await Assert.ThrowsAsync<SettingException>(() => LaneKeys.WriteAsync(KeyFile, DevAccount.All.Take(3)));
    }
}
