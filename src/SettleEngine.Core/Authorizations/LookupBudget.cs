namespace SettleEngine.Core.Authorizations;

/// <summary>How many questions to the chain input may cause that nobody has vouched for: so many a second, and as many at once after a
/// quiet second. Pure: the caller passes the time in. One owner, no locks.</summary>
/// <param name="perSecond">Questions a second.</param>
public sealed class LookupBudget(int perSecond)
{
    private const long SecondMs = 1_000;

    // In thousandths of a question, so that a millisecond earns a whole number of them.
    private long _left = perSecond * SecondMs;
    private long _atMs;

    /// <summary>Takes a question when there is one left.</summary>
    /// <param name="nowMs">The caller's clock in milliseconds; it does not go back.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake(long nowMs)
    {
        var passedMs = Math.Clamp(nowMs - _atMs, 0, SecondMs);
        _atMs = nowMs;
        _left = Math.Min(perSecond * SecondMs, _left + (passedMs * perSecond));
        if (_left < SecondMs)
        {
            return false;
        }

        _left -= SecondMs;
        return true;
    }
}
