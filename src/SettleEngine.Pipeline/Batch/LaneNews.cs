namespace SettleEngine.Pipeline.Batch;

/// <summary>What a lane says of itself to the batch stage; each replaces the one before.</summary>
/// <param name="Lane">Index of the lane.</param>
/// <param name="Open">Batches that it has and that are not in a block.</param>
/// <param name="Room">Batches that it would take on top of those.</param>
/// <param name="Taken">Batches that it was ever given.</param>
internal readonly record struct LaneNews(int Lane, int Open, int Room, long Taken);
