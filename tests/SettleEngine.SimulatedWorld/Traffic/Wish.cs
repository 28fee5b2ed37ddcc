namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>A client's intention to hand a payment in at a moment. A payment that is sent twice has two.</summary>
public sealed class Wish(Payment payment, bool isHeldRequest)
{
    public Payment Payment { get; } = payment;

    /// <summary>Whether a request is held open for it, with a deadline after which it is given up.</summary>
    public bool IsHeldRequest { get; } = isHeldRequest;

    public int Tries { get; set; }
}
