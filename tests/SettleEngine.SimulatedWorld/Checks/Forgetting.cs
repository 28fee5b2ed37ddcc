using SettleEngine.Core.Dedupe;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>What the engine may have forgotten, judged by the chain itself.</summary>
internal static class Forgetting
{
    /// <summary>Whether finalized time has passed an admission's window by the margin.</summary>
    public static bool IsAllowed(DiskRecord accept, SimulatedChain chain, SimulationOptions options) =>
        AcceptRecord.Read(accept.Payload).Item.Authorization.ValidBefore.Value + (ulong)options.ForgetMarginSeconds
        < chain.Finalized.Timestamp.Value;
}
