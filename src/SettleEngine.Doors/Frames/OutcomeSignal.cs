using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Doors.Frames;

/// <summary>Wakes subscribed connections when there are new outcomes. The outcomes themselves are read from the engine by
/// each connection at its own pace, so that a slow one neither loses nor piles up anything.</summary>
/// <remarks>Thread rule: told by one stage, joined and left by connections; the list is copied when it changes.</remarks>
internal sealed class OutcomeSignal : ISettlementSink
{
    private readonly Lock _gate = new();
    private AsyncSignal[] _listeners = [];
    private ulong _latest;

    /// <summary>Sequence of the newest outcome that was told.</summary>
    public ulong Latest => Volatile.Read(ref _latest);

    /// <summary>Wakes a loop at every outcome from now on.</summary>
    public void Join(AsyncSignal listener)
    {
        lock (_gate)
        {
            Volatile.Write(ref _listeners, [.. _listeners, listener]);
        }
    }

    /// <summary>Stops waking a loop; nothing happens when it never joined.</summary>
    public void Leave(AsyncSignal listener)
    {
        lock (_gate)
        {
            Volatile.Write(ref _listeners, [.. _listeners.Where(other => other != listener)]);
        }
    }

    /// <inheritdoc/>
    public void OnOutcome(OutcomeNotice notice)
    {
        Volatile.Write(ref _latest, notice.Sequence);
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Set();
        }
    }

    /// <inheritdoc/>
    public void OnSigned(AdmissionSequence id, Hash256 transactionHash)
    {
        // Signed is not an outcome; frames tell outcomes only.
    }
}
