using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>An item whose key is reserved by another item of the same append.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Index">Its position there.</param>
/// <param name="Newcomer">The other item, by its place in the append.</param>
internal readonly record struct PendingTwin(AuthorizationGroup Group, int Index, int Newcomer);
