using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Client;

/// <summary>How a frame connection ended.</summary>
/// <param name="IsOrderly">Whether the door said Goodbye or Error. If not, the connection broke: send what was not answered
/// again.</param>
/// <param name="Code">None after Goodbye, otherwise what Error said.</param>
/// <param name="Number">The number that went with it: usually the next item number, below which all was answered.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record FrameClosing(bool IsOrderly, FrameErrorCode Code, ulong Number, string Message);
