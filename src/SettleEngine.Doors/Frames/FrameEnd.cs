using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Doors.Frames;

/// <summary>How a connection ends.</summary>
/// <param name="Code">None for Goodbye, otherwise what Error says.</param>
/// <param name="Number">The number that goes with it.</param>
/// <param name="CallerHasClosed">Whether the caller sends nothing any more, so that nothing needs to be waited for.</param>
internal sealed record FrameEnd(FrameErrorCode Code, ulong Number, bool CallerHasClosed);
