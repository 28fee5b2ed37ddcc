using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>A wish to give up a payment that is not signed yet.</summary>
/// <param name="admission">The payment.</param>
internal sealed class AbandonRequest(Admission admission)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The payment.</summary>
    public Admission Admission { get; } = admission;

    /// <summary>Why.</summary>
    public AbandonReason Reason { get; set; } = AbandonReason.SettleDeadline;

    /// <summary>Whether its validity is over, so that it has nothing to wait for when it cannot be given up.</summary>
    public bool IsExpired { get; init; }

    /// <summary>True once it is given up durably; false when it was not waiting any more.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>Answers the wish.</summary>
    /// <param name="abandoned">Whether it is given up.</param>
    public void Answer(bool abandoned) => _done.TrySetResult(abandoned);
}
