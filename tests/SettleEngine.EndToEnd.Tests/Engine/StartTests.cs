using SettleEngine.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>A start that cannot work ends at once, with a sentence that names the option to change.</summary>
public sealed class StartTests(EngineChain chain) : IClassFixture<EngineChain>
{
    [Fact]
    public async Task A_second_program_on_the_same_data_directory_is_refused()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));
        await using var first = await WorkerProcess.StartAsync(folder, chain.Chain);

        var (exitCode, output) = await RunAsync(folder, "--unix", folder.Socket + "2");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("--data", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_of_another_chain_is_refused()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));

        var (exitCode, output) = await RunAsync(folder, "--chain-id", "8453");

        Assert.Equal(2, exitCode);
        Assert.Contains("--chain-id", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_another_chain_is_refused()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));
        await using (var worker = await WorkerProcess.StartAsync(folder, chain.Chain))
        {
            await worker.TerminateAsync();
        }

        await using var other = await LocalChain.StartAsync(null, CancellationToken.None);
        var (exitCode, output) = await RunAsync(folder, other);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("genesis", output, StringComparison.Ordinal);
        Assert.Contains("--data", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_door_that_others_can_reach_is_refused_without_payees_and_keys()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));

        var (exitCode, output) = await RunAsync(folder, "--http", "0.0.0.0:0");

        Assert.Equal(2, exitCode);
        Assert.Contains("--payee", output, StringComparison.Ordinal);
        Assert.Contains("--api-key-file", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_others_can_read_is_refused()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.KeyFile, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        var (exitCode, output) = await RunAsync(folder);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("chmod 600", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lane_without_gas_is_said_at_the_start_and_in_the_health()
    {
        var poor = chain.Chain.Accounts[8];
        await chain.Chain.SetNativeBalanceAsync(poor.Address, 0UL);
        using var folder = new EngineFolder([poor]);
        await using var worker = await WorkerProcess.StartAsync(folder, chain.Chain);
        Assert.Contains("fund the account", worker.Output, StringComparison.OrdinalIgnoreCase);

        var payers = await chain.NewPayersAsync(1);
        await worker.BulkAsync(payers.Create(0, await chain.TermsAsync()));
        for (var i = 0; i < 100; i++)
        {
            var health = await (await worker.Http.GetAsync("/health/ready")).Content.ReadAsStringAsync();
            if (health.Contains(poor.Address.ToString(), StringComparison.Ordinal))
            {
                // Once it is funded, the accepted payment settles without anybody doing more.
                await chain.Chain.SetNativeBalanceAsync(poor.Address, 1_000_000_000_000_000_000UL);
                await worker.WaitForOutcomesAsync(1, TimeSpan.FromSeconds(30));
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail(worker.Output);
    }

    [Theory]
    [InlineData("--batch-max", "0")]
    [InlineData("--batch-max", "201")]
    [InlineData("--batch-wait", "soon")]
    [InlineData("--rpc", "ftp://127.0.0.1")]
    [InlineData("--payee", "0x12")]
    public async Task An_option_that_cannot_work_is_named(string option, string value)
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(1));

        var (exitCode, output) = await RunAsync(folder, option, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(option, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("demo")]
    [InlineData("devnet")]
    [InlineData("load")]
    [InlineData("journal")]
    [InlineData("audit")]
    public async Task Every_command_shows_an_example(string command)
    {
        var (exitCode, output) = await WorkerProcess.RunToEndAsync(command, "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("Example:", output, StringComparison.Ordinal);
        Assert.Contains($"settle {command} ", output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output)> RunAsync(EngineFolder folder, params string[] more) =>
        RunAsync(folder, chain.Chain, more);

    private static Task<(int ExitCode, string Output)> RunAsync(EngineFolder folder, LocalChain chain, params string[] more) =>
        WorkerProcess.RunToEndAsync([
            "run",
            "--rpc", chain.RpcUrl.ToString(),
            "--lane-key-file", folder.KeyFile,
            "--data", folder.Data,
            "--http", "127.0.0.1:0",
            "--admin", "off",
            .. more]);
}
