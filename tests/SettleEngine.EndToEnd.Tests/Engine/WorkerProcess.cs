using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using SettleEngine.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>The real <c>settle run</c> as a process of its own, on a data directory that survives it.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public HttpClient Http { get; private set; } = new();

    public required string UnixAddress { get; init; }

    public required string TcpAddress { get; init; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "settle.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Runs <c>settle</c> to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunToEndAsync(params string[] arguments) =>
        RunToEndAsync(StartInfo(arguments));

    /// <summary>The same, in an environment of the caller's choice.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(ProcessStartInfo start)
    {
        await using var process = new WorkerProcess(start) { UnixAddress = "", TcpAddress = "" };
        await process._process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process._process.ExitCode, process.Output);
    }

    /// <summary>Starts <c>settle</c> and does not wait for anything.</summary>
    public static WorkerProcess Begin(params string[] arguments) => Begin(StartInfo(arguments));

    /// <summary>The same, in an environment of the caller's choice.</summary>
    public static WorkerProcess Begin(ProcessStartInfo start) => new(start) { UnixAddress = "", TcpAddress = "" };

    public static Task<WorkerProcess> StartAsync(EngineFolder folder, LocalChain chain, params string[] more) =>
        StartAsync(folder, chain.RpcUrl, more);

    /// <summary>Starts on an endpoint that need not be the chain's own.</summary>
    public static async Task<WorkerProcess> StartAsync(EngineFolder folder, Uri rpc, params string[] more)
    {
        var http = FreePort();
        var tcp = FreePort();
        var start = StartInfo([
            "run",
            "--rpc", rpc.ToString(),
            "--lane-key-file", folder.KeyFile,
            "--data", folder.Data,
            "--http", $"127.0.0.1:{http}",
            "--tcp", $"127.0.0.1:{tcp}",
            "--unix", folder.Socket,
            "--admin", "off",
            "--poll-interval", "50ms",
            .. more]);
        var worker = new WorkerProcess(start)
        {
            UnixAddress = $"unix:{folder.Socket}",
            TcpAddress = $"tcp://127.0.0.1:{tcp}",
        };
        worker.Http = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{http}"),
            Timeout = TimeSpan.FromSeconds(90),
        };
        var exited = worker._process.WaitForExitAsync();
        await Task.WhenAny(worker._listening.Task, exited, Task.Delay(StartTimeout));
        Assert.True(worker._listening.Task.IsCompleted, $"The worker did not start:\n{worker.Output}");
        return worker;
    }

    /// <summary>Ends the process as a power cut would: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as a supervisor does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        Assert.Equal(0, SendSignal(_process.Id, SigTerm));
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Http.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line == "Facilitator listening")
        {
            _listening.TrySetResult();
        }
    }
}
