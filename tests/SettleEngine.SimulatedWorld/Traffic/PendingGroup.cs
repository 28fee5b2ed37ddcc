using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>A group on its way through one life of the engine.</summary>
internal sealed class PendingGroup(EngineLife life, List<Wish> wishes, Action<PendingGroup, AuthorizationGroup> onAnswered)
    : IGroupReply
{
    private readonly TaskCompletionSource<bool> _end = new();
    private bool _isTaken;

    public EngineLife Life { get; } = life;

    public List<Wish> Wishes { get; } = wishes;

    /// <summary>True when every item was answered, false when the engine died first.</summary>
    public Task<bool> End => _end.Task;

    /// <summary>The engine has it, and owes an answer.</summary>
    public void OnTaken()
    {
        if (!_end.Task.IsCompleted)
        {
            _isTaken = true;
            Life.Unanswered++;
        }
    }

    public void OnAnswered(AuthorizationGroup group)
    {
        Life.Unanswered -= _isTaken ? 1 : 0;
        _isTaken = false;
        onAnswered(this, group);
        _end.TrySetResult(true);
    }

    public void OnDeath() => _end.TrySetResult(false);
}
