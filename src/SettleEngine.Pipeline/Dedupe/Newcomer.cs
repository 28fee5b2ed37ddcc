using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>An item whose key is reserved by the append under way.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Index">Its position there.</param>
internal readonly record struct Newcomer(AuthorizationGroup Group, int Index);
