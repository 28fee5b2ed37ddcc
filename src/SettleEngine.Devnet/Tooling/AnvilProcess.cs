using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SettleEngine.Devnet.Tooling;

/// <summary>The node as a child process that never outlives this one.</summary>
/// <remarks>
/// A shell stands between: it starts the node, waits for it, and keeps a reader on the pipe from this process. When this
/// process ends, in whatever way, the system closes the pipe and the reader kills the node. The node gets a session of
/// its own, because Ctrl+C must reach the engine alone, which then drains against a chain that is still there. The reader
/// gets one too: a signal that kills this process and the shell with the whole process group must leave it alive, or
/// nobody would be left who ends the node. Old states that the node puts on disk go into a folder that is removed with it.
/// </remarks>
internal sealed class AnvilProcess : IAsyncDisposable
{
    /// <summary>What the shell runs; its arguments are the node and the node's own.</summary>
    internal const string Guardian =
        """
        exec 3<&0
        states=$(mktemp -d)
        setsid=$(command -v setsid)
        $setsid "$@" --cache-path "$states" </dev/null 3<&- &
        child=$!
        $setsid /bin/sh -c 'read -r _ <&3; kill -9 "$1"; rm -rf "$2"' sh "$child" "$states" </dev/null >/dev/null 2>&1 &
        reader=$!
        exec 3<&-
        wait "$child"
        status=$?
        kill "$reader" 2>/dev/null
        rm -rf "$states"
        exit "$status"
        """;

    private const string ListeningPrefix = "Listening on 127.0.0.1:";
    private const int KeptLines = 40;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AnvilProcess(Process process) => _process = process;

    /// <summary>Where the node answers.</summary>
    public Uri RpcUrl { get; private set; } = null!;

    /// <summary>Starts the node and waits until it listens.</summary>
    /// <param name="binary">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Gives up and stops the node.</param>
    /// <returns>The running node.</returns>
    /// <exception cref="LocalChainException">The node did not start; the message ends with what it printed.</exception>
    public static async Task<AnvilProcess> StartAsync(
        string binary,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(binary))
        {
            throw new LocalChainException(
                $"There is no anvil at {binary}. The pinned package serves Linux on x64; elsewhere name a binary with --anvil PATH (AnvilPath).");
        }

        var anvil = new AnvilProcess(Launch(binary, arguments));
        try
        {
            await anvil.ListenAsync(cancellationToken);
            return anvil;
        }
        catch
        {
            await anvil.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        finally
        {
            _process.Dispose();
        }
    }

    private static Process Launch(string binary, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guardian, "sh", binary, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LocalChainException("The local chain needs /bin/sh.", exception);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // The exit is complete only when all output was read, so that a failure shows the node's last words.
        var ended = _process.WaitForExitAsync(cancellationToken);
        try
        {
            await Task.WhenAny(_listening.Task, ended).WaitAsync(StartTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Failed("did not listen in time");
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!_listening.Task.IsCompleted)
        {
            throw Failed("ended at once");
        }

        var port = await _listening.Task;
        RpcUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }

        if (line.StartsWith(ListeningPrefix, StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(ListeningPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            _listening.TrySetResult(port);
        }
    }

    private LocalChainException Failed(string how)
    {
        lock (_lastLines)
        {
            return new LocalChainException($"anvil {how}. It printed:\n{string.Join('\n', _lastLines)}");
        }
    }
}
