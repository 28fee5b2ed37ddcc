using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Frames;

/// <summary>What all connections of a door share.</summary>
internal sealed record FrameDoorContext(
    ISettlementEngine Engine,
    FrameDoorOptions Options,
    TimeProvider Time,
    FrameGroupPool Pool,
    OutcomeSignal Outcomes);
