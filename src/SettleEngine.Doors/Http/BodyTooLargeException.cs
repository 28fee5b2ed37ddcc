namespace SettleEngine.Doors.Http;

/// <summary>A body is over the door's limit. Answered with 413 by <see cref="DoorGate"/>.</summary>
/// <param name="message">A sentence that says what to do.</param>
internal sealed class BodyTooLargeException(string message) : Exception(message);
