using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Http;

/// <summary>A group of one, and a task for its answer.</summary>
internal sealed class SingleReply : IGroupReply
{
    // Continuations must not run on the stage that answers.
    private readonly TaskCompletionSource<AdmissionAnswer> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SingleReply(in SignedAuthorization item)
    {
        Group = new AuthorizationGroup(capacity: 1, this) { IsHeldRequest = true };
        Group.Add(item);
    }

    public AuthorizationGroup Group { get; }

    public Task<AdmissionAnswer> Answer => _answer.Task;

    public void OnAnswered(AuthorizationGroup group) => _answer.TrySetResult(group.Answers[0]);
}
