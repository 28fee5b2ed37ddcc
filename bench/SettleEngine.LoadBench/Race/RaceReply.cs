using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.LoadBench.Race;

/// <summary>Waits for the answers of one group.</summary>
internal sealed class RaceReply : IGroupReply
{
    private readonly TaskCompletionSource<AdmissionAnswer[]> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the items are, in order.</summary>
    public List<(int Key, bool IsTwin)> Keys { get; } = [];

    public Task<AdmissionAnswer[]> Answered => _answered.Task;

    public void OnAnswered(AuthorizationGroup group) => _answered.TrySetResult(group.Answers.ToArray());
}
