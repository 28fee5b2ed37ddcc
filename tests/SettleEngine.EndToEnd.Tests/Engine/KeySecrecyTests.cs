using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using SettleEngine.Chain;
using SettleEngine.Chain.Lanes;
using SettleEngine.Core.Confirm;
using SettleEngine.Devnet;
using SettleEngine.Worker.Hosting;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>Lane keys stay where they belong: in the signer, and nowhere else that anybody can look.</summary>
public sealed class KeySecrecyTests(EngineChain chain) : IClassFixture<EngineChain>
{
    private const string Password = "planted-passphrase-3b1f";

    /// <summary>Made with another program from the second planted key and the password.</summary>
    private const string Keystore =
        """
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"90b62e0cbf03fd5ef5f1a74ffbe1edd8"},
        "ciphertext":"7edc588525488d6a606bc325c2642224936da19ea80512b10302fbed6e833224","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":4096,"r":8,"p":6,"salt":"ef0fae1503d1c96c732210ff533679883422eae8f14836fbb8079072889d9683"},
        "mac":"15600c9878d4dfe744ac493f571750f652b451a3cff951a52de08d19b179d073"},"version":3}
        """;

    private static readonly byte[] InFile = SHA256.HashData("a planted lane key"u8);
    private static readonly byte[] InKeystore = SHA256.HashData("a planted lane key in a keystore"u8);

    [Fact]
    public async Task Planted_keys_sign_and_are_nowhere_in_logs_command_line_health_metrics_or_as_text_in_memory()
    {
        var lanes = new[] { InFile, InKeystore }.Select(Account).ToArray();
        foreach (var lane in lanes)
        {
            await chain.Chain.SetNativeBalanceAsync(lane.Address, 1_000_000_000_000_000_000UL);
        }

        using var folder = new EngineFolder(lanes.Take(1));
        var admin = WorkerProcess.FreePort();
        await using var worker = await WorkerProcess.StartAsync(
            folder,
            chain.Chain,
            "--lane-keystore", folder.WriteSecret("lane.json", Keystore),
            "--lane-keystore-password-file", folder.WriteSecret("password", Password + "\n"),
            "--admin", $"127.0.0.1:{admin}",
            "--batch-max", "1",
            "--log-level", "Trace");
        var payers = await chain.NewPayersAsync(20);
        var terms = await chain.TermsAsync();
        await worker.BulkAsync(Enumerable.Range(0, 20).Select(number => payers.Create(number, terms)));
        await worker.WaitForOutcomesAsync(20, TimeSpan.FromSeconds(60));

        using var client = await JsonRpcChainClient.ConnectAsync([chain.Chain.RpcUrl], null, CancellationToken.None);
        var counts = await client.GetAccountNoncesAsync(
            Array.ConvertAll(lanes, lane => lane.Address), BlockTag.Latest, CancellationToken.None);
        Assert.All(counts, count => Assert.NotEqual(0UL, count.Value));
        Assert.Contains("2 lanes", worker.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        string[] places =
        [
            worker.Output,
            await worker.Http.GetStringAsync("/health/ready"),
            await http.GetStringAsync($"http://127.0.0.1:{admin}/health/ready"),
            await http.GetStringAsync($"http://127.0.0.1:{admin}/metrics"),
            OperatingSystem.IsLinux() ? await File.ReadAllTextAsync($"/proc/{worker.Id}/cmdline") : "",
        ];
        foreach (var secret in new[] { Convert.ToHexStringLower(InFile), Convert.ToHexStringLower(InKeystore), Password })
        {
            Assert.All(places, place => Assert.DoesNotContain(secret, place, StringComparison.OrdinalIgnoreCase));
            Assert.False(ProcessMemory.Holds(worker.Id, Encoding.ASCII.GetBytes(secret)), "the text is in memory");
            Assert.False(ProcessMemory.Holds(worker.Id, Encoding.Unicode.GetBytes(secret)), "a string of it is in memory");
        }
    }

    [Fact]
    public void The_kernel_writes_no_dump_of_a_process_that_forbids_it()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            ProcessDumps.Forbid();
            Assert.True(ProcessDumps.AreForbidden);
        }
        finally
        {
            ProcessDumps.Set(dumpable: true);
        }

        Assert.False(ProcessDumps.AreForbidden);
    }

    [Fact]
    public async Task A_runtime_that_would_write_dumps_gets_no_keys()
    {
        using var folder = new EngineFolder([Account(InFile)]);
        var start = Start(folder, "--lane-key-file", folder.KeyFile);
        start.Environment["DOTNET_DbgEnableMiniDump"] = "1";

        var (exitCode, output) = await WorkerProcess.RunToEndAsync(start);

        Assert.Equal(2, exitCode);
        Assert.Contains("DOTNET_DbgEnableMiniDump", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_in_the_environment_are_refused_when_others_can_reach_a_door()
    {
        using var folder = new EngineFolder([Account(InFile)]);
        var start = Start(folder, "--admin", "0.0.0.0:0", "--payee", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "--api-key-file", "none");
        start.Environment[LaneKeyVariable.Name] = Account(InFile).ToKeyFileLine();

        var (exitCode, output) = await WorkerProcess.RunToEndAsync(start);

        Assert.Equal(2, exitCode);
        Assert.Contains(LaneKeyVariable.Name, output, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(InFile), output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Keys_in_the_environment_serve_behind_loopback_doors()
    {
        using var folder = new EngineFolder([Account(InFile)]);
        var start = Start(folder, "--admin", "off");
        start.Environment[LaneKeyVariable.Name] = Account(InFile).ToKeyFileLine();
        await using var worker = WorkerProcess.Begin(start);
        for (var i = 0; i < 300 && !worker.Output.Contains("Facilitator listening", StringComparison.Ordinal); i++)
        {
            await Task.Delay(200);
        }

        Assert.Contains("1 lanes", worker.Output, StringComparison.Ordinal);
        Assert.Equal(0, await worker.TerminateAsync());
    }

    private static DevAccount Account(byte[] key)
    {
        Assert.True(PlatformLaneSigner.TryImport(key, out var signer));
        using var owned = signer;
        return new DevAccount(owned.Account, key);
    }

    private ProcessStartInfo Start(EngineFolder folder, params string[] more) => WorkerProcess.StartInfo([
        "run",
        "--rpc", chain.Chain.RpcUrl.ToString(),
        "--data", folder.Data,
        "--http", "127.0.0.1:0",
        .. more]);
}
