using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Frames;

/// <summary>A pooled group and the connection that it works for at the moment.</summary>
/// <remarks>One owner at a time: pool, reader, engine, ledger, writer, pool.</remarks>
internal sealed class FrameGroup : IGroupReply
{
    private FrameLedger? _ledger;

    public FrameGroup(int capacity) => Group = new AuthorizationGroup(capacity, this);

    /// <summary>What the engine sees.</summary>
    public AuthorizationGroup Group { get; }

    /// <summary>Makes the group work for a connection.</summary>
    public void Bind(FrameLedger ledger) => _ledger = ledger;

    /// <summary>Empties the group before it goes back.</summary>
    public void Release()
    {
        Group.Clear();
        _ledger = null;
    }

    /// <summary>Answers all items with the same refusal, for a group that the engine did not take.</summary>
    public void RefuseAll(RejectReason reason)
    {
        Group.Answers.Fill(new AdmissionAnswer(AdmissionStatus.Rejected, reason, default));
        _ledger!.Answered(this);
    }

    /// <inheritdoc/>
    public void OnAnswered(AuthorizationGroup group) => _ledger!.Answered(this);
}
