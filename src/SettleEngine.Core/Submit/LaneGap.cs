using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Submit;

/// <summary>
/// Account nonces below a lane's first one that nobody uses any more. When a lane is started for the first time, somebody may have
/// used its account in a block that a reorg takes out later: then nothing of the lane can land before those account nonces are used,
/// and they are filled with empty transactions.
/// </summary>
/// <param name="first">Account nonce that the lane began with. Nothing at or above it is ever filled: that is the lane's own.</param>
/// <param name="stallMs">How long the chain must say so, and how long a filling may take, in milliseconds.</param>
/// <remarks>An endpoint that lags says the same. What is signed because of it can do no harm: an account nonce that is used
/// takes no second transaction. One owner, no locks.</remarks>
public sealed class LaneGap(AccountNonce first, long stallMs)
{
    /// <summary>Most account nonces that are filled at once.</summary>
    public const ulong MaxAtOnce = 16;

    private AccountNonce _from;
    private AccountNonce _below;
    private long _dueMs = long.MaxValue;
    private bool _isOver;

    /// <summary>Records what the chain says.</summary>
    /// <param name="included">Transaction count of the account at the newest block.</param>
    /// <param name="finalized">The same at the finalized one.</param>
    /// <param name="nowMs">Milliseconds on a clock that does not go backwards.</param>
    public void OnNews(AccountNonce included, AccountNonce finalized, long nowMs)
    {
        // What is final stays so, whatever a lagging endpoint says later.
        _isOver |= finalized.Value >= first.Value;
        if (_isOver || included.Value >= first.Value)
        {
            _dueMs = long.MaxValue;
            return;
        }

        _from = included;
        _below = new AccountNonce(Math.Min(first.Value, included.Value + MaxAtOnce));
        _dueMs = Math.Min(_dueMs, nowMs + stallMs);
    }

    /// <summary>Says what to fill, and counts it as filled until the stall time is over.</summary>
    /// <param name="nowMs">Same clock as <see cref="OnNews"/>.</param>
    /// <param name="from">First account nonce.</param>
    /// <param name="below">The one behind the last.</param>
    /// <returns>False when nothing is to be filled now.</returns>
    public bool TryTake(long nowMs, out AccountNonce from, out AccountNonce below)
    {
        (from, below) = (_from, _below);
        if (nowMs < _dueMs)
        {
            return false;
        }

        _dueMs = nowMs + stallMs;
        return true;
    }
}
