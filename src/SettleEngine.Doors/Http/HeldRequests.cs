using SettleEngine.Core;

namespace SettleEngine.Doors.Http;

/// <summary>Counts requests that are held open, bounds them, and tells when the last one is answered.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class HeldRequests(int max)
{
    private readonly Lock _lock = new();
    private int _count;
    private bool _isClosed;
    private TaskCompletionSource? _empty;

    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isClosed || _count >= max)
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _count--;
            Invariant.Holds(_count >= 0);
            if (_count == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>Completes when everybody has left.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_empty is null)
            {
                _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_count == 0)
                {
                    _empty.TrySetResult();
                }
            }

            return _empty.Task;
        }
    }
}
