namespace SettleEngine.Pipeline.Ingest;

/// <summary>Where the answers to a group go. Each door has its own.</summary>
public interface IGroupReply
{
    /// <summary>Every item of the group has its answer, and accepted ones are durable.</summary>
    /// <param name="group">The group; ownership returns to the door, which reads the answers and gives it back.</param>
    /// <remarks>Called from a stage: must return quickly, must not block and must not throw.</remarks>
    void OnAnswered(AuthorizationGroup group);
}
