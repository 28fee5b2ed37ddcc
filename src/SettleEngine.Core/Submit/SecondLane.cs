using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Submit;

/// <summary>When a payment that is signed in a lane that does not move is signed once more, for another lane.</summary>
/// <remarks>
/// The token lets one of the two settle and refuses the other, which costs its 13,200 gas if both land; so it is done only when
/// the payment would be lost otherwise. The moment is a sum of landing margins of two blocks each: one to be noticed, batched and
/// signed, one to land, and one for a block that is missed. With less than one left nothing can land any more.
/// </remarks>
public static class SecondLane
{
    private const int Margins = 3;

    /// <summary>Whether it is time.</summary>
    /// <param name="validBefore">End of the payment's validity.</param>
    /// <param name="headTime">Time of the newest block: what the token will judge by.</param>
    /// <param name="landingMargin">Time in which a transaction is in a block.</param>
    /// <returns>True from three margins before the end until one before it.</returns>
    public static bool IsDue(UnixSeconds validBefore, UnixSeconds headTime, TimeSpan landingMargin)
    {
        if (validBefore.Value <= headTime.Value)
        {
            return false;
        }

        var left = validBefore.Value - headTime.Value;
        return left > landingMargin.TotalSeconds && left <= Margins * landingMargin.TotalSeconds;
    }
}
