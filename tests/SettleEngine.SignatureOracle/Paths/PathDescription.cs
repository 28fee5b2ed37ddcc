namespace SettleEngine.SignatureOracle.Paths;

/// <summary>A path that can be made.</summary>
/// <param name="Name">Tier and path, as tests and commands print it.</param>
/// <param name="Absence">Why this machine cannot run it, or null.</param>
/// <param name="Create">Makes it for the payers that will be claimed.</param>
public sealed record PathDescription(string Name, string? Absence, Func<IReadOnlyList<PayerKey>, VerdictPath> Create)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
