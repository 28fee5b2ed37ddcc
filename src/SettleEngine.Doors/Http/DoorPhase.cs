using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http;

/// <summary>What the doors may do at the moment: the engine's phase, or draining once the process is closing, which comes
/// first at shutdown. One is shared by all HTTP doors of a process, so that none says ready while another drains.</summary>
/// <remarks>Thread rule: any thread. A request that looks just before the doors close is still served.</remarks>
/// <param name="engine">Whose phase it is before that.</param>
public sealed class DoorPhase(ISettlementEngine engine)
{
    private volatile bool _isClosing;

    /// <summary>The phase that callers are told.</summary>
    public EnginePhase Current => _isClosing ? EnginePhase.Draining : engine.Health.Phase;

    /// <summary>From now on the doors drain, for good.</summary>
    public void Close() => _isClosing = true;
}
