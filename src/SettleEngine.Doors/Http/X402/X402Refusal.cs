namespace SettleEngine.Doors.Http.X402;

/// <summary>A payment that is refused.</summary>
/// <param name="Code">One of <see cref="X402Codes"/>.</param>
/// <param name="Message">A sentence that says what to do.</param>
internal sealed record X402Refusal(string Code, string Message);
