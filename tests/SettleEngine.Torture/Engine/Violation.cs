namespace SettleEngine.Torture.Engine;

/// <summary>Something that must not be.</summary>
/// <param name="Kind">Which promise it breaks.</param>
/// <param name="Sentence">What was seen.</param>
public sealed record Violation(ViolationKind Kind, string Sentence);
