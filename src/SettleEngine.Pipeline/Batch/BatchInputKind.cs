namespace SettleEngine.Pipeline.Batch;

/// <summary>Kinds of <see cref="BatchInput"/>.</summary>
internal enum BatchInputKind
{
    /// <summary>Payments that wait for a batch.</summary>
    Payments,

    /// <summary>A lane says how much room it has.</summary>
    LaneRoom,

    /// <summary>A payment is to be given up if it still waits.</summary>
    Abandon,
}
