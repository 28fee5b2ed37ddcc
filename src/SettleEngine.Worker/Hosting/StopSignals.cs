using System.Runtime.InteropServices;

namespace SettleEngine.Worker.Hosting;

/// <summary>Turns SIGTERM and Ctrl-C into a task, once; a second signal ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Starts to listen.</summary>
    public StopSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                WasAsked = true;
                context.Cancel = _asked.TrySetResult();
            }));
        }
    }

    /// <summary>Whether this process was asked to stop. Set before anything is cancelled for it.</summary>
    public static bool WasAsked { get; private set; }

    /// <summary>Completes with the first signal.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Cancels a source with the first signal.</summary>
    /// <param name="source">The source; must live until the process ends or the signal came.</param>
    public void Cancel(CancellationTokenSource source) =>
        _ = _asked.Task.ContinueWith(_ => source.CancelAsync(), TaskScheduler.Default);

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
