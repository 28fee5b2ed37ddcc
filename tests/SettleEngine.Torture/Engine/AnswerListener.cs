using SettleEngine.Client;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Torture.Engine;

/// <summary>Writes the answers of one connection into a book.</summary>
/// <param name="book">The book.</param>
/// <param name="sent">Payments in the order in which they are sent; item numbers begin at 0.</param>
internal sealed class AnswerListener(IAnswerBook book, IReadOnlyList<int> sent) : IFrameListener
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;

    /// <summary>Completes when every payment was answered.</summary>
    public Task All => _all.Task;

    /// <inheritdoc/>
    public void OnAcknowledged(in AcknowledgementRange range, ReadOnlySpan<ulong> ids)
    {
        for (var i = 0; i < range.Count; i++)
        {
            book.Answer(sent[(int)range.FirstItemNumber + i], range.Status, range.Reason, i < ids.Length ? ids[i] : 0);
        }

        _answered += range.Count;
        if (_answered == sent.Count)
        {
            _all.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public void OnOutcome(in FrameOutcome outcome)
    {
        // Outcomes are read from the feed, which can be compared line by line.
    }
}
