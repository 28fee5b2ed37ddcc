using System.Net;
using System.Net.Sockets;
using SettleEngine.Devnet;
using SettleEngine.EndToEnd.Tests.Engine;
using SettleEngine.Worker.Commands;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Commands;

public sealed class CommandGuardTests
{
    [Fact]
    public async Task What_the_network_does_is_a_failure_and_no_crash()
    {
        Assert.Equal(ExitCode.Failure, await CommandGuard.RunAsync(() => throw new HttpRequestException("refused")));
        Assert.Equal(ExitCode.Failure, await CommandGuard.RunAsync(() => throw new SocketException(111)));
        Assert.Equal(ExitCode.Failure, await CommandGuard.RunAsync(() => throw new OperationCanceledException()));
    }

    [Fact]
    public async Task A_stop_that_is_asked_for_while_the_engine_starts_is_a_success()
    {
        // An endpoint that takes the call and never answers: the engine waits for its chain.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var folder = new EngineFolder(DevAccount.All.Take(1));
        await using var worker = WorkerProcess.Begin(
            "run",
            "--rpc", $"http://{silent.LocalEndpoint}",
            "--lane-key-file", folder.KeyFile,
            "--data", folder.Data,
            "--http", "127.0.0.1:0",
            "--admin", "off");
        using var call = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(0, await worker.TerminateAsync());
        Assert.DoesNotContain("Unhandled", worker.Output, StringComparison.Ordinal);
    }
}
