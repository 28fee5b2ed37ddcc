using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Doors.Http.Answers;

/// <summary>Wakes readers that follow the outcome feed. They read the outcomes themselves, from the engine.</summary>
/// <remarks>Take <see cref="Next"/> before reading: an outcome that comes after the read completes it. Thread rule: any
/// thread; nothing is allocated while nobody waits.</remarks>
internal sealed class OutcomeSignal : ISettlementSink
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next outcome.</summary>
    public Task Next()
    {
        lock (_lock)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _next.Task;
        }
    }

    /// <inheritdoc/>
    public void OnOutcome(OutcomeNotice notice)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            waiting = _next;
            _next = null;
        }

        waiting?.TrySetResult();
    }

    /// <inheritdoc/>
    /// <remarks>The feed holds outcomes only.</remarks>
    public void OnSigned(AdmissionSequence id, Hash256 transactionHash)
    {
    }
}
