namespace SettleEngine.Worker.Options;

/// <summary>An option is missing, unreadable or does not fit the others.</summary>
/// <param name="message">A sentence that names the option to change.</param>
internal sealed class SettingException(string message) : Exception(message);
