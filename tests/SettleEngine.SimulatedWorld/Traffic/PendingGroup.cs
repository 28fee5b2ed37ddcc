using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>A group on its way through one life of the engine.</summary>
internal sealed class PendingGroup(EngineLife life, List<Wish> wishes, Action<PendingGroup, AuthorizationGroup> onAnswered)
    : IGroupReply
{
    private readonly TaskCompletionSource<bool> _end = new();

    public EngineLife Life { get; } = life;

    public List<Wish> Wishes { get; } = wishes;

    /// <summary>True when every item was answered, false when the engine died first.</summary>
    public Task<bool> End => _end.Task;

    public void OnAnswered(AuthorizationGroup group)
    {
        onAnswered(this, group);
        _end.TrySetResult(true);
    }

    public void OnDeath() => _end.TrySetResult(false);
}
