using System.Diagnostics;
using System.Text;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>One of our programs on the official packages, running in Node.js.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private const string ListeningPrefix = "Listening on ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private NodeProgram(string path, string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("node", [path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens; null for a program that does not.</summary>
    public Uri? Url { get; private set; }

    /// <summary>Starts a program that listens until it is disposed.</summary>
    public static async Task<NodeProgram> ListenAsync(string path, params string[] arguments)
    {
        var program = new NodeProgram(path, arguments);
        var line = await program._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line?.StartsWith(ListeningPrefix, StringComparison.Ordinal) is not true)
        {
            var errors = program.Errors;
            await program.DisposeAsync();
            throw new InvalidOperationException($"{path} does not listen. It printed: {line}\n{errors}");
        }

        program.Url = new Uri(line[ListeningPrefix.Length..]);
        return program;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string path, string input)
    {
        await using var program = new NodeProgram(path, []);
        await program._process.StandardInput.WriteAsync(input);
        program._process.StandardInput.Close();
        var output = await program._process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await program._process.WaitForExitAsync().WaitAsync(Patience);
        return program._process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{path} ended with {program._process.ExitCode}: {program.Errors}{output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    private void TakeError(string? line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }
}
