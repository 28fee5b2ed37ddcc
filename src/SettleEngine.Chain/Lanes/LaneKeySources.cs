namespace SettleEngine.Chain.Lanes;

/// <summary>Where the lanes' keys are. Names of files and nothing secret, so it may be printed.</summary>
public sealed record LaneKeySources
{
    /// <summary>File with one key a line (<see cref="LaneKeyFile"/>), or null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Encrypted files with one key each (<see cref="Keystore.KeystoreFile"/>).</summary>
    public IReadOnlyList<string> Keystores { get; init; } = [];

    /// <summary>File with the passwords of <see cref="Keystores"/>: one line for all of them, or a line for each. Null when there
    /// are none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Whether <see cref="LaneKeyVariable"/> gives keys too.</summary>
    public bool FromEnvironment { get; init; }
}
