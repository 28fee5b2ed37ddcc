using System.Diagnostics;
using System.Globalization;
using SettleEngine.Devnet.Tooling;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Devnet;

public sealed class AnvilProcessTests
{
    [Fact]
    public async Task A_node_dies_when_its_owner_does()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", AnvilProcess.Guardian, "sh", "/bin/sh", "-c", "echo $$; exec sleep 600"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var guardian = Process.Start(start)!;
        var id = int.Parse((await guardian.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        using var node = Process.GetProcessById(id);

        // What the system does with the pipes of a process that was killed.
        guardian.StandardInput.Close();

        await guardian.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(137, guardian.ExitCode);
        Assert.True(node.WaitForExit(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_node_dies_when_its_owner_is_killed_with_the_whole_process_group()
    {
        var start = new ProcessStartInfo(
            "setsid",
            ["/bin/sh", "-c", AnvilProcess.Guardian, "sh", "/bin/sh", "-c", "echo $$; exec sleep 600"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var guardian = Process.Start(start)!;
        var id = int.Parse((await guardian.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        using var node = Process.GetProcessById(id);
        using (var kill = Process.Start("/bin/kill", ["-9", "--", $"-{guardian.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await guardian.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(node.HasExited);
        guardian.StandardInput.Close();

        Assert.True(node.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task The_guardian_ends_with_a_node_that_ends_by_itself()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", AnvilProcess.Guardian, "sh", "/bin/sh", "-c", "exit 7"])
        {
            RedirectStandardInput = true,
        };
        using var guardian = Process.Start(start)!;

        await guardian.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(7, guardian.ExitCode);
    }
}
