using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Http.Bulk;

/// <summary>A group and the request that it belongs to at the moment.</summary>
internal sealed class BulkGroup : IGroupReply
{
    private readonly BulkGroups _home;

    public BulkGroup(BulkGroups home, int capacity)
    {
        _home = home;
        Items = new AuthorizationGroup(capacity, this);
    }

    public AuthorizationGroup Items { get; }

    /// <summary>The request whose lines it carries; null while it is idle.</summary>
    public BulkRequest? Owner { get; set; }

    /// <inheritdoc/>
    public void OnAnswered(AuthorizationGroup group)
    {
        var owner = Owner;
        owner?.Take(checked((int)group.Tag), group.Answers);
        _home.Return(this);
        owner?.Done();
    }
}
