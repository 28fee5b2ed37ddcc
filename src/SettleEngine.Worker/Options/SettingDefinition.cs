namespace SettleEngine.Worker.Options;

/// <summary>One option of <c>settle run</c>, wherever it is set.</summary>
/// <param name="Name">Name on the command line without the dashes; <c>SETTLE_</c> and upper case in the environment,
/// the same name below <c>Settle</c> in appsettings.</param>
/// <param name="Meaning">What it does, a sentence.</param>
/// <param name="Default">Value when nobody sets it, or null when it is required or off.</param>
/// <param name="IsRepeatable">Whether it may be given several times; separated by commas in the environment.</param>
internal sealed record SettingDefinition(string Name, string Meaning, string? Default, bool IsRepeatable = false);
