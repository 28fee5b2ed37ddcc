using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http;

/// <summary>What a door may do at the moment: the engine's phase, or draining once the door itself is closing, which comes
/// first at shutdown.</summary>
/// <remarks>Thread rule: any thread. A request that looks just before the door closes is still served.</remarks>
internal sealed class DoorPhase(ISettlementEngine engine)
{
    private volatile bool _isClosing;

    public EnginePhase Current => _isClosing ? EnginePhase.Draining : engine.Health.Phase;

    public void Close() => _isClosing = true;
}
