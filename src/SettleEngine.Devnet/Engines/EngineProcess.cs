using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SettleEngine.Devnet.Engines;

/// <summary>The real <c>settle run</c> as a process of its own beside the local chain, on a folder that survives it: so that
/// its processor time is its own, and so that it can be killed.</summary>
/// <remarks>Thread rule: one caller; <see cref="Output"/> from any thread.</remarks>
public sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EngineProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>Where the frame door listens, for a frame client.</summary>
    public required string FrameAddress { get; init; }

    /// <summary>The HTTP door: bulk, status, outcomes.</summary>
    public required Uri Http { get; init; }

    /// <summary>The administration door: metrics.</summary>
    public required Uri Admin { get; init; }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Processor time that the process has used on all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Largest resident memory so far, in bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What the process has printed.</summary>
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

    /// <summary>Starts an engine and waits until it takes payments in.</summary>
    /// <param name="program">What <c>dotnet</c> runs: the built <c>settle.dll</c>, or a program that composes an engine and
    /// what its arguments begin with.</param>
    /// <param name="folder">Its keys, journal and socket.</param>
    /// <param name="rpc">The chain's endpoint, or a proxy before it.</param>
    /// <param name="arguments">Further options of <c>settle run</c>.</param>
    /// <param name="cancellationToken">Gives up and leaves nothing running.</param>
    /// <returns>The running engine.</returns>
    /// <exception cref="LocalChainException">It did not start; the text has what it printed.</exception>
    public static async Task<EngineProcess> StartAsync(
        IEnumerable<string> program,
        EngineFolder folder,
        Uri rpc,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken)
    {
        var engine = Begin(program, folder, rpc, arguments);
        try
        {
            return await engine.ListenAsync(cancellationToken)
                ? engine
                : throw new LocalChainException($"The engine did not start:\n{engine.Output}");
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an engine and does not wait: it may die before it listens.</summary>
    /// <inheritdoc cref="StartAsync"/>
    /// <returns>The process.</returns>
    public static EngineProcess Begin(
        IEnumerable<string> program,
        EngineFolder folder,
        Uri rpc,
        IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(rpc);
        var http = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}");
        var admin = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all =
        [
            .. program, "run", "--rpc", rpc.ToString(), "--lane-key-file", folder.KeyFile, "--data", folder.Journal,
            "--http", http, "--admin", admin, "--unix", folder.Socket, .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        var engine = new EngineProcess(start)
        {
            FrameAddress = $"unix:{folder.Socket}",
            Http = new Uri($"http://{http}"),
            Admin = new Uri($"http://{admin}"),
        };
        engine._process.Start();
        engine._process.BeginOutputReadLine();
        engine._process.BeginErrorReadLine();
        return engine;
    }

    /// <summary>Waits until the engine takes payments in.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when it ended before, or needs longer than two minutes.</returns>
    public async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        var exited = _process.WaitForExitAsync(cancellationToken);
        await Task.WhenAny(_listening.Task, exited, Task.Delay(StartTimeout, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return _listening.Task.IsCompleted;
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its exit code, 128 and the signal when one killed it; null when it has not ended.</returns>
    public async Task<int?> EndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(patience, cancellationToken);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Asks the process to stop in order, as a supervisor does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ends the process as a power cut would: no handler of it runs.</summary>
    /// <param name="cancellationToken">Cancels the wait for its end.</param>
    /// <returns>A task that completes when it is gone.</returns>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

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
