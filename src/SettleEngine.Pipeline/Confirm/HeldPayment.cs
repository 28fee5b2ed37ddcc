using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>A payment whose fate the chain has not told yet, or that waits for a change before it is tried again.</summary>
/// <param name="admission">The payment.</param>
/// <param name="nextCheckMs">When to look at it first, on the engine's clock in milliseconds.</param>
internal sealed class HeldPayment(Admission admission, long nextCheckMs)
{
    /// <summary>The payment.</summary>
    public Admission Admission { get; } = admission;

    /// <summary>When to look at it again.</summary>
    public long NextCheckMs { get; private set; } = nextCheckMs;

    /// <summary>Looks so far.</summary>
    public int Checks { get; private set; }

    /// <summary>Puts the next look off, for twice as long each time.</summary>
    /// <param name="nowMs">The engine's clock.</param>
    /// <param name="firstMs">How long the first time.</param>
    /// <param name="maxMs">How long at most.</param>
    public void PutOff(long nowMs, long firstMs, long maxMs)
    {
        NextCheckMs = nowMs + Math.Min(maxMs, firstMs << Math.Min(Checks, 10));
        Checks++;
    }
}
