namespace SettleEngine.LoadBench.Race;

/// <summary>How a race is run.</summary>
/// <param name="Keys">Different authorizations.</param>
/// <param name="Repeats">Submissions of each.</param>
/// <param name="Submitters">Submitters side by side.</param>
/// <param name="Signed">Whether signatures are real.</param>
internal sealed record RaceOptions(int Keys, int Repeats, int Submitters, bool Signed);
