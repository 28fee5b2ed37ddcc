using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>A place in a lane's numbering.</summary>
/// <param name="Lane">Index of the lane.</param>
/// <param name="AccountNonce">The account nonce.</param>
internal readonly record struct LaneSlot(int Lane, AccountNonce AccountNonce);
