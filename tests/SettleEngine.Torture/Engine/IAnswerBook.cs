using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Torture.Engine;

/// <summary>Takes down what the engine answers. Thread rule: any thread.</summary>
public interface IAnswerBook
{
    /// <summary>Whether a payment was answered for good.</summary>
    /// <param name="payment">Number of the payment.</param>
    /// <returns>False when it has no answer, or one that asks to come again.</returns>
    bool IsAnswered(int payment);

    /// <summary>Takes an answer down.</summary>
    /// <param name="payment">Number of the payment.</param>
    /// <param name="status">The answer.</param>
    /// <param name="reason">Why, when it was refused.</param>
    /// <param name="id">The admission, when it was not.</param>
    void Answer(int payment, AcknowledgementStatus status, RejectReason reason, ulong id);
}
